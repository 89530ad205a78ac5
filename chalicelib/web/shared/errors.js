/* The ways a call can end badly: the service said no (`Problem`), nobody answered (`Offline`), or
   the page itself is too old (`Outdated`). Only the second is worth trying again as it is. */

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

/** This page is of an older release than the one that is served, whose files are gone. */
export class Outdated extends Error {
  constructor(message = "A newer release is served") {
    super(message);
    this.name = "Outdated";
  }
}

/** No answer arrived: no network, a closed server, or a time limit. */
export class Offline extends Error {
  constructor(message = "No answer arrived") {
    super(message);
    this.name = "Offline";
  }
}
