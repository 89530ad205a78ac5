/* What she decided, shown to herself first: today, how long an item took her, and how often a second
   look agreed. */

import { api } from "../shared/api.js";
import { number, percent } from "../shared/format.js";
import { coded, t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { html, useEffect, useState } from "../shared/ui.js";
import { Window, WindowButtons } from "./window.js";

/** The window of her own numbers. */
export function Numbers({ onClose }) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    api("GET", "/v1/reviewers/me").then(
      ({ body }) => setFound({ body }),
      (error) => setFound({ error }),
    );
  }, []);
  return html`<${Window} title=${t("numbers.title")} name="numbers-window" onClose=${onClose}>
    <p class="muted">${t("numbers.hers")}</p>
    ${found ? html`<${Told} found=${found} />` : html`<p class="muted">${t("shell.loading")}</p>`}
    <${WindowButtons} />
  <//>`;
}

function Told({ found: { body, error } }) {
  if (error) return html`<p role="alert">${sentence(error)}</p>`;
  const today = sum(body.days.filter((one) => one.day === dayOf(body.as_of)));
  const all = sum(body.days);
  const rows = [
    ["numbers.decided", today.decided, all.decided],
    ["numbers.seconds", pace(today), pace(all)],
    ["numbers.undone", today.undone, all.undone],
  ];
  return html`
    <table class="numbers-table">
      <thead>
        <tr>
          <td></td>
          <th scope="col">${t("numbers.today")}</th>
          <th scope="col">${t("numbers.all")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(([words, ...values]) => html`<tr>
          <th scope="row">${t(words)}</th>
          ${values.map((one) => html`<td class="numbers">${shown(one)}</td>`)}
        </tr>`)}
      </tbody>
    </table>
    <${Kinds} counts=${today.counts} />
    <${Agreement} agreement=${body.agreement} />
  `;
}

function Kinds({ counts }) {
  const known = Object.entries(counts).filter(([name, count]) => count && name !== "undone");
  if (!known.length) return null;
  return html`<p>
    ${known.map(([name, count]) => `${coded("action", name)}: ${number(count)}`).join(" · ")}
  </p>`;
}

function Agreement({ agreement }) {
  if (!agreement?.checked) return html`<p>${t("numbers.no_looks")}</p>`;
  const { checked, share, kappa } = agreement;
  return html`<p>
    ${t("numbers.agreement", { n: number(checked), share: share === null ? "–" : percent(share) })}
    ${kappa !== null && ` ${t("numbers.kappa", { kappa: number(kappa) })}`}
  </p>`;
}

function sum(days) {
  const counts = {};
  for (const one of days) {
    for (const [name, count] of Object.entries(one.counts)) {
      counts[name] = (counts[name] ?? 0) + count;
    }
  }
  const total = (name) => days.reduce((so_far, one) => so_far + one[name], 0);
  return { decided: total("decided"), undone: total("undone"), looked_s: total("looked_s"), counts };
}

function pace({ decided, looked_s: looked }) {
  return decided ? Math.round(looked / decided) : null;
}

function shown(value) {
  return value === null ? "–" : number(value);
}

/* The service's days are India's. */
function dayOf(instant) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Kolkata" }).format(new Date(instant));
}
