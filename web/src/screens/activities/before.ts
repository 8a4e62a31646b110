// The time before a time: what `"compare": "previous"` means in the query API,
// as a range of its own, for those whose people are to be opened.

const day = 86_400_000;
const unitOf: Record<string, number> = { mtd: 1, qtd: 3, ytd: 12 };

/** The range before one: `name` as the address has it, from and to (exclusive)
 *  as the answer's `meta.range` has it. Undefined for all time. */
export function before(name: string, [from, to]: readonly [string, string]): [string, string] | undefined {
  if (name === "all") return undefined;
  // The calendar's days are those of the zone that the bounds are written in.
  const [start, end] = [Date.parse(from.slice(0, 10)), Date.parse(to.slice(0, 10))];
  const text = (at: number) => new Date(at).toISOString().slice(0, 10);
  const months = unitOf[name];
  if (months !== undefined) {
    // The same days of the month, quarter or year before, which ends where that one ends.
    const begin = monthsOn(start, -months);
    return [text(begin), text(Math.min(begin + (end - start), start))];
  }
  const whole = new Date(start).getUTCDate() === 1 && new Date(end).getUTCDate() === 1 && !/^\d+d$/.test(name);
  return [text(whole ? monthsOn(start, -monthsBetween(start, end)) : start - Math.max(day, end - start)), text(start)];
}

function monthsOn(at: number, months: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}

function monthsBetween(from: number, to: number): number {
  const [a, b] = [new Date(from), new Date(to)];
  return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
}
