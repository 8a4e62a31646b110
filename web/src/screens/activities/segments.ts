// Which seconds of a video were watched how often: from the played segments of
// the video profile, a session's last statement telling of the whole session.

const segmentsIRI = "https://w3id.org/xapi/video/extensions/played-segments";
const lengthIRI = "https://w3id.org/xapi/video/extensions/length";
const sessionIRI = "https://w3id.org/xapi/video/extensions/session-id";

/** One sitting with a video. */
export interface Viewing {
  person: string;
  at: string;
  segments: [number, number][];
  length: number | null;
}

/** "0[.]12[,]30[.]45" as pairs of seconds; what is no segment is left out. */
export function segmentsOf(text: unknown): [number, number][] {
  if (typeof text !== "string") return [];
  return text.split("[,]").flatMap((part): [number, number][] => {
    const [from, to] = part.split("[.]").map(Number);
    return from !== undefined && to !== undefined && Number.isFinite(from) && Number.isFinite(to) && to > from ? [[from, to]] : [];
  });
}

interface Statement {
  result?: { extensions?: Record<string, unknown> };
  context?: { registration?: string; extensions?: Record<string, unknown> };
}

/** The sittings of statements that come latest first. */
export function viewings(rows: { person: string | null; timestamp: string; statement: unknown }[]): Viewing[] {
  const seen = new Map<string, Viewing>();
  for (const row of rows) {
    const statement = row.statement as Statement;
    const segments = segmentsOf(statement.result?.extensions?.[segmentsIRI]);
    if (segments.length === 0) continue;
    const more = statement.context?.extensions;
    const session = String(more?.[sessionIRI] ?? statement.context?.registration ?? row.timestamp.slice(0, 10));
    const key = `${row.person} ${session}`;
    if (seen.has(key)) continue;
    const length = Number(more?.[lengthIRI]);
    seen.set(key, { person: row.person ?? "", at: row.timestamp, segments, length: length > 0 ? length : null });
  }
  return [...seen.values()];
}

/** For each of so many equal parts: how often its seconds were watched, and by how many people. */
export interface Watched {
  from: number;
  to: number;
  /** Views of an average second of the part. */
  views: number;
  people: number;
}

/** The curve over the length of the video. */
export function watched(sittings: Viewing[], length: number, parts = 60): Watched[] {
  const size = length / parts;
  const people = Array.from({ length: parts }, () => new Set<string>());
  const seconds = new Float64Array(parts);
  for (const one of sittings) {
    for (const [from, to] of one.segments) {
      const end = Math.min(to, length);
      for (let i = Math.max(0, Math.floor(from / size)); i < parts && i * size < end; i++) {
        const overlap = Math.min(end, (i + 1) * size) - Math.max(from, i * size);
        if (overlap <= 0) continue;
        seconds[i]! += overlap;
        people[i]!.add(one.person);
      }
    }
  }
  return people.map((who, i) => ({ from: i * size, to: (i + 1) * size, views: seconds[i]! / size, people: who.size }));
}

/** The greatest length that sittings tell of. */
export function lengthOf(sittings: Viewing[]): number {
  return Math.max(0, ...sittings.map((one) => one.length ?? 0)) || Math.max(0, ...sittings.flatMap((one) => one.segments.map(([, to]) => to)));
}
