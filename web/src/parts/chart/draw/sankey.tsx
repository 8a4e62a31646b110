// Paths: layers of nodes with ribbons; on narrow screens a list of steps.
import type { SankeySpec } from "../spec.ts";
import { nodeName } from "../entries.ts";
import { cut, isolate, type Drawing, type Frame, type Stop } from "./frame.ts";
import { flowLayout } from "./flow.ts";

/** Draws paths. */
export function drawSankey(spec: SankeySpec, frame: Frame): Drawing {
  const layers = new Set(spec.rows.map((row) => row.layer)).size + 1;
  if (frame.width < layers * 112) return drawSteps(spec, frame);
  const { words, measure } = frame;
  // Backwards the end stands where a reader looks last.
  const mirrored = frame.rtl !== (spec.backwards ?? false);
  const end = Math.min(150, frame.width * 0.2);
  const most = Math.max(...[...new Set(spec.rows.map((row) => row.layer))].map((layer) => spec.rows.filter((r) => r.layer === layer).length));
  const height = Math.max(frame.height, Math.min(560, 60 + most * 22));
  const { nodes, links } = flowLayout(spec, { width: frame.width, height: height - 12, nodeWidth: 10, gap: 18, end });
  const at = (x: number, w = 0) => (mirrored ? frame.width - x - w : x);
  const step = nodes.length > 0 ? (frame.width - end - 10) / Math.max(1, layers - 1) : end;
  const stops: Stop[] = [];
  const ribbons = links.map((link) => {
    const row = spec.rows[link.entry]!;
    const x0 = at(link.from.x + 10);
    const x1 = at(link.to.x);
    const middle = (x0 + x1) / 2;
    stops.push({ x: middle, y: 6 + (link.y0 + link.y1) / 2, width: 18, height: Math.max(10, link.thick), entry: link.entry, line: String(row.layer) });
    const kind = row.toKind === "left" ? " chart-ribbon-left" : row.toKind === "other" ? " chart-ribbon-other" : "";
    return <path class={`chart-ribbon${kind}`} stroke-width={Math.max(1, link.thick)} d={`M${x0},${6 + link.y0} C${middle},${6 + link.y0} ${middle},${6 + link.y1} ${x1},${6 + link.y1}`} />;
  });
  const boxes = nodes.map((node) => (
    <rect class={`chart-node chart-node-${node.kind}`} x={at(node.x, 10)} y={6 + node.y} width={10} height={node.height} rx={2} />
  ));
  const names = nodes.map((node) => {
    const room = node.layer === layers - 1 ? end - 8 : step - 30;
    const value = node.persons === null ? "" : words.value(node.persons, "count");
    const name = cut(nodeName(node.name, node.kind, spec.backwards, words), room - measure(value) - 8, measure);
    return (
      <text class="chart-name chart-halo" x={at(node.x + 16)} y={6 + node.y + node.height / 2} dy="0.34em" text-anchor={mirrored ? "end" : "start"}>
        {isolate(name)} <tspan class="chart-soft">{value}</tspan>
      </text>
    );
  });
  return { width: frame.width, height, stops, keys: [], content: <>{ribbons}{boxes}{names}</> };
}

/** The rows step by step, and in a step node by node, each in its first place. */
function inOrder(spec: SankeySpec): { row: SankeySpec["rows"][number]; entry: number }[] {
  const key = (row: SankeySpec["rows"][number]) => `${row.layer}\n${row.fromKind ?? "node"}\n${row.from}`;
  const first = new Map<string, number>();
  spec.rows.forEach((row, entry) => { if (!first.has(key(row))) first.set(key(row), entry); });
  return spec.rows.map((row, entry) => ({ row, entry })).sort((a, b) => a.row.layer - b.row.layer || first.get(key(a.row))! - first.get(key(b.row))! || a.entry - b.entry);
}

/** The same as bars: for each node of a layer, where its people go. */
function drawSteps(spec: SankeySpec, frame: Frame): Drawing {
  const { words, measure, rtl, width } = frame;
  const most = Math.max(1, ...spec.rows.map((row) => row.people ?? 0));
  const at = (x: number, w = 0) => (rtl ? width - x - w : x);
  const lowest = Math.min(...spec.rows.map((row) => row.layer));
  const layers = new Set(spec.rows.map((row) => row.layer)).size;
  const stops: Stop[] = [];
  let y = 0;
  let head = "";
  const step = (row: SankeySpec["rows"][number]) => row.layer - lowest + 1;
  const content = inOrder(spec).map(({ row, entry }, i) => {
    const of = `${row.layer}\n${row.fromKind ?? "node"}\n${row.from}`;
    const heading = of !== head;
    const begins = heading && layers > 1 && !head.startsWith(`${row.layer}\n`);
    head = of;
    if (begins) y += i === 0 ? 14 : 30;
    const stepY = y;
    if (heading) y += begins || i === 0 ? 20 : 26;
    const headY = y;
    if (heading) y += 10;
    const top = y;
    y += 36;
    const value = row.people === null ? words.say("chart.hidden", { k: words.value(5, "count") }) : words.value(row.people, "count");
    const share = row.share == null ? "" : words.value(row.share, "percent");
    const text = share ? `${value} · ${share}` : value;
    const long = Math.max(2, ((row.people ?? 0) / most) * (width - 12));
    stops.push({ x: at(12 + long / 2), y: top + 18, width: Math.max(width - 12, 20), height: 34, entry, line: "" });
    const kind = row.toKind === "left" ? " chart-node-left" : row.toKind === "other" ? " chart-node-other" : "";
    return (
      <g>
        {begins && (
          <text class="chart-note" x={at(0)} y={stepY} text-anchor={rtl ? "end" : "start"}>
            {words.say("chart.pathStep", { n: words.value(step(row), "count") })}
          </text>
        )}
        {heading && (
          <text class="chart-name chart-strong" x={at(0)} y={headY} text-anchor={rtl ? "end" : "start"}>
            {isolate(cut(nodeName(row.from, row.fromKind, spec.backwards, words), width, measure))}
          </text>
        )}
        <text class="chart-name" x={at(12)} y={top + 15} text-anchor={rtl ? "end" : "start"}>
          {isolate(cut(nodeName(row.to, row.toKind, spec.backwards, words), width - 24 - measure(text), measure))}
        </text>
        <text class="chart-value" x={at(width)} y={top + 15} text-anchor={rtl ? "start" : "end"}>
          {text}
        </text>
        <rect class={`chart-node${kind}`} x={at(12, long)} y={top + 22} width={long} height={6} rx={3} />
      </g>
    );
  });
  return { width, height: y + 4, stops, keys: [], content };
}
