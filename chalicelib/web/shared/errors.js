/* The two ways a call can end badly: the service said no (`Problem`), or nobody answered
   (`Offline`). Pages tell them apart, since only the second is worth trying again as it is. */

/** What the service answered, with the fields of RFC 9457 and any it added. */
export class Problem extends Error {
  constructor(status, fields = {}) {
    super(fields.detail || fields.title || `HTTP ${status}`);
    this.name = "Problem";
    Object.assign(this, fields);
    this.status = status;
    this.type = fields.type ?? "about:blank";
  }

  /** The last part of `type`, such as `stale-version`. */
  get slug() {
    return this.type.split(/[/#:]/).pop();
  }
}

/** No answer arrived: no network, a closed server, or a time limit. */
export class Offline extends Error {
  constructor(message = "No answer arrived") {
    super(message);
    this.name = "Offline";
  }
}
