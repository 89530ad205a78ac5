/* The steps of the journey. Their words are in words.json under `<name>.…`; here is what no
   language changes: the functions that do the work, and where each step can be seen. A `call` is
   an anchor of the API's page. */

export const STEPS = [
  {
    name: "visit",
    functions: ["api_handler"],
    pages: ["field"],
    calls: [{ anchor: "post_sync", text: "POST /v1/sync" }],
  },
  {
    name: "upload",
    functions: ["api_handler", "reconcile"],
    pages: ["field"],
    calls: [{ anchor: "post_upload", text: "POST /v1/uploads" }],
  },
  {
    name: "compress",
    functions: ["process-photo", "process-video"],
    pages: ["console"],
    calls: [{ anchor: "get_media", text: "GET /v1/media" }],
  },
  {
    name: "verify",
    functions: ["relay-records", "verify"],
    pages: ["console", "explain"],
    calls: [
      { anchor: "get_testimonial", text: "GET /v1/testimonials" },
      { anchor: "get_explanation", text: "GET …/explain" },
    ],
  },
  {
    name: "review",
    functions: ["api_handler"],
    pages: ["console"],
    calls: [
      { anchor: "post_claim", text: "POST /v1/reviews/claim" },
      { anchor: "post_decision", text: "POST …/decision" },
    ],
  },
  {
    name: "publish",
    functions: ["release-slots", "publish"],
    pages: ["console"],
    calls: [{ anchor: "get_publications", text: "GET …/publications" }],
  },
  {
    name: "withdraw",
    functions: ["api_handler", "publish", "reconcile", "retire-data"],
    pages: ["withdraw", "field"],
    calls: [
      { anchor: "post_withdrawal", text: "POST /v1/withdrawals" },
      { anchor: "post_sync", text: "POST /v1/sync" },
      { anchor: "get_audit", text: "GET /v1/audit" },
    ],
  },
];
