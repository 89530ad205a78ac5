/* Who a report or a call is about: fetched when somebody wants to know, and kept for as long as
   the page is open. Numbers come masked. */

import { api } from "../shared/api.js";
import { h, render } from "../shared/dom.js";
import { pick, t } from "../shared/i18n.js";

const asked = new Map();

/** A line that fills itself with the person's name, serial and masked number. */
export function personLine(beneficiaryId) {
  const line = h("span", { class: "person-line" }, t("shell.loading"));
  personOf(beneficiaryId).then(
    (person) => render(line, named(person)),
    () => render(line, t("person.unknown", { id: beneficiaryId.slice(-6) })),
  );
  return line;
}

function named(person) {
  const more = [t("person.serial", { n: person.serial }), person.phone].filter(Boolean);
  return [
    h("strong", null, pick(person.names) || person.name),
    h("span", { class: "muted small numbers" }, more.join(" · ")),
  ];
}

function personOf(beneficiaryId) {
  if (!asked.has(beneficiaryId)) {
    const found = api("GET", `/v1/beneficiaries/${encodeURIComponent(beneficiaryId)}?limit=1`);
    asked.set(
      beneficiaryId,
      found.then(
        ({ body }) => body,
        (error) => {
          asked.delete(beneficiaryId);
          throw error;
        },
      ),
    );
  }
  return asked.get(beneficiaryId);
}
