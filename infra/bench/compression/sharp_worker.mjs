// Makes a display and a thumb with sharp, as its authors advise, and tells the CPU that it took.
// Reads orders from its input; see `rivals.py`.

import { createInterface } from "node:readline";
import sharp from "sharp";

sharp.cache(false);
sharp.concurrency(1);

async function make(order) {
  const [width, height] = order.display;
  const { data, info } = await sharp(order.source)
    .autoOrient()
    .resize(width, height, { fit: "fill" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  await sharp(data, { raw }).jpeg({ quality: order.quality }).toFile(`${order.into}/display.jpg`);
  await sharp(data, { raw })
    .resize(order.thumb[0], order.thumb[1], { fit: "fill" })
    .jpeg({ quality: order.thumb_quality })
    .toFile(`${order.into}/thumb.jpg`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  await make(JSON.parse(line));
  const used = process.cpuUsage(before);
  console.log(JSON.stringify({ cpu_s: (used.user + used.system) / 1e6 }));
}
