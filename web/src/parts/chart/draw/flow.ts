// The layout of paths: nodes in layers, ribbons between them. Nodes of a layer
// are as tall as the ways through them; ribbons leave and arrive in the order of
// the nodes they join, so that few of them cross.
import type { FlowRow, SankeySpec } from "../spec.ts";

/** A node, placed. */
export interface FlowNode {
  layer: number;
  name: string;
  kind: "node" | "other" | "left";
  /** How tall it is: all that comes in or goes out. */
  people: number;
  /** How many people it is: somebody who takes several ways is one. Null where
   *  the ways do not tell. */
  persons: number | null;
  x: number;
  y: number;
  height: number;
}

/** A ribbon from the end of one node to the start of another. */
export interface FlowLink {
  entry: number;
  from: FlowNode;
  to: FlowNode;
  /** The middles of its ends, and its thickness at both. */
  y0: number;
  y1: number;
  thick: number;
}

/** The room of a layout. */
export interface FlowRoom {
  width: number;
  height: number;
  nodeWidth: number;
  gap: number;
  /** What stands beside the last layer. */
  end: number;
}

const kindOrder = { node: 0, other: 1, left: 2 };

/** A share is of the people of the node that it leaves, and so tells them. What
 *  nothing leaves has those of its one way, or of all ways where no node has
 *  more in its ways than people. */
function countPersons(spec: SankeySpec, links: FlowLink[], nodes: FlowNode[]): void {
  if (spec.nodePeople) {
    const lowest = Math.min(...spec.rows.map((row) => row.layer));
    for (const found of nodes) {
      found.persons = spec.nodePeople.find((one) => one.layer - lowest === found.layer && one.kind === found.kind && (one.kind !== "node" || one.name === found.name))?.people ?? null;
    }
    return;
  }
  const leaving = (found: FlowNode) => links.filter((link) => link.from === found);
  for (const found of nodes) {
    const row = leaving(found).map((link) => spec.rows[link.entry]!).find((one) => one.share);
    if (row) found.persons = Math.round(row.people! / row.share!);
  }
  const once = nodes.every((found) => {
    const ways = leaving(found);
    return ways.length === 0 || (found.persons !== null && ways.reduce((sum, link) => sum + spec.rows[link.entry]!.people!, 0) <= found.persons);
  });
  for (const found of nodes) {
    const arriving = links.filter((link) => link.to === found);
    if (found.persons === null && leaving(found).length === 0 && (arriving.length === 1 || once)) found.persons = found.people;
  }
}

/** Lays paths out from the start to the end; the caller mirrors them. */
export function flowLayout(spec: SankeySpec, room: FlowRoom): { nodes: FlowNode[]; links: FlowLink[]; layers: number } {
  const nodes = new Map<string, FlowNode>();
  const into = new Map<FlowNode, number>();
  const outOf = new Map<FlowNode, number>();
  const node = (layer: number, name: string, kind: FlowNode["kind"]) => {
    const key = `${layer}\n${kind}\n${kind === "node" ? name : ""}`;
    let found = nodes.get(key);
    if (!found) nodes.set(key, (found = { layer, name, kind, people: 0, persons: null, x: 0, y: 0, height: 0 }));
    return found;
  };
  const add = (map: Map<FlowNode, number>, key: FlowNode, n: number) => map.set(key, (map.get(key) ?? 0) + n);
  const lowest = Math.min(...spec.rows.map((row) => row.layer));
  const links: FlowLink[] = [];
  spec.rows.forEach((row: FlowRow, entry) => {
    const people = row.people ?? 0;
    const from = node(row.layer - lowest, row.from, row.fromKind ?? "node");
    const to = node(row.layer - lowest + 1, row.to, row.toKind ?? "node");
    add(outOf, from, people);
    add(into, to, people);
    if (people > 0) links.push({ entry, from, to, y0: 0, y1: 0, thick: people });
  });
  for (const found of nodes.values()) found.people = Math.max(into.get(found) ?? 0, outOf.get(found) ?? 0);
  countPersons(spec, links, [...nodes.values()]);

  const layers = Math.max(0, ...[...nodes.values()].map((found) => found.layer)) + 1;
  const byLayer = Array.from({ length: layers }, (_, layer) =>
    [...nodes.values()]
      .filter((found) => found.layer === layer && found.people > 0)
      .sort((a, b) => kindOrder[a.kind] - kindOrder[b.kind] || b.people - a.people || a.name.localeCompare(b.name)),
  );
  const scale = Math.min(
    ...byLayer.filter((list) => list.length > 0).map((list) => {
      const sum = list.reduce((all, found) => all + found.people, 0);
      return Math.max(0.0001, (room.height - room.gap * (list.length - 1)) / sum);
    }),
  );
  const step = layers > 1 ? (room.width - room.end - room.nodeWidth) / (layers - 1) : 0;
  for (const list of byLayer) {
    let y = 0;
    for (const found of list) {
      found.x = found.layer * step;
      found.y = y;
      found.height = Math.max(2, found.people * scale);
      y += found.height + room.gap;
    }
  }
  for (const link of links) link.thick *= scale;
  for (const found of byLayer.flat()) {
    let y = found.y;
    for (const link of links.filter((l) => l.from === found).sort((a, b) => a.to.y - b.to.y)) {
      link.y0 = y + link.thick / 2;
      y += link.thick;
    }
    y = found.y;
    for (const link of links.filter((l) => l.to === found).sort((a, b) => a.from.y - b.from.y)) {
      link.y1 = y + link.thick / 2;
      y += link.thick;
    }
  }
  return { nodes: byLayer.flat(), links, layers };
}
