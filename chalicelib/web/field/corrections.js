/**
 * Corrections of people's details: reported with the version that she saw, and laid over the list
 * until they have been sent.
 */

import * as outbox from "./outbox.js";

const TYPE = "beneficiary.updated";

/** Report `fields` of a person, by their names in the API; null removes. Resolves once on disk. */
export function correct(userId, item, fields) {
  const { beneficiary_id, version } = item;
  const data = { beneficiary_id, base_version: version, fields };
  return outbox.correct({ ...outbox.change(TYPE, data, null), user_id: userId });
}

/** The person with those of `changes` that are corrections. */
export function corrected(item, changes) {
  const corrections = changes.filter(({ type }) => type === TYPE);
  return corrections.reduce((now, { data }) => withFields(now, data.fields), item);
}

function withFields(item, fields) {
  const next = {
    ...item,
    names: { ...item.names },
    guardian_names: { ...item.guardian_names },
    details: { ...item.details },
  };
  for (const [name, value] of Object.entries(fields)) put(next, name, value);
  return next;
}

function put(item, name, value) {
  const [base, language] = name.split(".");
  if (base === "name") item.names[language] = value;
  else if (base === "guardian_name") item.guardian_names[language] = value;
  else if (base === "phone") item.phone = value;
  else item.details[name] = value;
}
