/* Gives each page its marks. Reads `{chrome, pages: [{name, url, script, isDesk}]}` from its first
   argument; `script` runs before the page does, to sign somebody in. Writes
   `{name: {category: score, ..., missed: [audit, ...]}}`. */

import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import puppeteer from "puppeteer-core";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const given = JSON.parse(process.argv[2]);

const chrome = await launch({
  chromePath: given.chrome,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"],
});
const browser = await puppeteer.connect({
  browserURL: `http://127.0.0.1:${chrome.port}`,
  defaultViewport: null,
});
const found = {};
try {
  for (const page of given.pages) found[page.name] = await marks(page);
} finally {
  await browser.disconnect();
  chrome.kill();
}
process.stdout.write(JSON.stringify(found));

async function marks({ url, script, isDesk }) {
  const page = await browser.newPage();
  if (script) await page.evaluateOnNewDocument(script);
  const flags = { onlyCategories: CATEGORIES, logLevel: "silent", port: chrome.port };
  const { lhr } = await lighthouse(url, flags, isDesk ? desktopConfig : undefined, page);
  await page.close();
  const { categories, audits } = lhr;
  const scores = CATEGORIES.map((name) => [name, categories[name].score]);
  const weighed = CATEGORIES.flatMap((name) => categories[name].auditRefs);
  const lost = weighed.filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 0.9);
  return { ...Object.fromEntries(scores), missed: [...new Set(lost.map(({ id }) => id))] };
}
