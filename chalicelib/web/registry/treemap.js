/* Areas as rectangles within a rectangle, each as large as its weight, and as square as can be.

   The squarified layout of Bruls, Huizing and van Wijk (2000): the heaviest first, laid in rows along
   the shorter side of what is left; a row takes one more as long as that makes its worst rectangle
   squarer. Nothing here knows the page. */

/** Where each weight lies in `box`: `{x, y, width, height}`, in the order of the weights. Their areas
    are to each other as the weights, all above nothing, and together they fill the box. */
export function squarified(weights, box) {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const scale = (box.width * box.height) / sum;
  const order = weights.map((weight, place) => ({ area: weight * scale, place }));
  order.sort((a, b) => b.area - a.area || a.place - b.place);
  const placed = new Array(weights.length);
  let left = { ...box };
  for (let from = 0; from < order.length; ) {
    const row = nextRow(order, from, Math.min(left.width, left.height));
    left = lay(row, left, placed);
    from += row.length;
  }
  return placed;
}

function nextRow(order, from, side) {
  let size = 1;
  let worst = worstOf(order.slice(from, from + 1), side);
  while (from + size < order.length) {
    const longer = worstOf(order.slice(from, from + size + 1), side);
    if (longer > worst) break;
    worst = longer;
    size += 1;
  }
  return order.slice(from, from + size);
}

/* How far the worst rectangle of a row is from a square: 1 is one. The first is the largest. */
function worstOf(row, side) {
  const sum = row.reduce((total, one) => total + one.area, 0);
  const thickness = sum / side;
  const ratio = ({ area }) => {
    const length = area / thickness;
    return Math.max(length / thickness, thickness / length);
  };
  return Math.max(ratio(row[0]), ratio(row.at(-1)));
}

/* Puts a row along the shorter side, and returns what is left of the box. */
function lay(row, box, placed) {
  const sum = row.reduce((total, one) => total + one.area, 0);
  const isWide = box.width >= box.height;
  const side = isWide ? box.height : box.width;
  const thickness = sum / side;
  let along = 0;
  for (const { area, place } of row) {
    const length = area / thickness;
    placed[place] = isWide
      ? { x: box.x, y: box.y + along, width: thickness, height: length }
      : { x: box.x + along, y: box.y, width: length, height: thickness };
    along += length;
  }
  return isWide
    ? { ...box, x: box.x + thickness, width: box.width - thickness }
    : { ...box, y: box.y + thickness, height: box.height - thickness };
}
