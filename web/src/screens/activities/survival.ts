// The Kaplan–Meier curve of start → completion (docs/analytics.md §3): who has
// not finished is watched up to now and not counted as a failure.

/** From x seconds on, this share has not finished. */
export interface Step {
  x: number;
  share: number;
  low: number;
  high: number;
  atRisk: number;
}

/** A curve with what it was made of. */
export interface Curve {
  people: number;
  finished: number;
  /** Left out: they had finished before they started in this time. */
  before: number;
  steps: Step[];
  /** Seconds until half, and four fifths, have finished; null when they have not. */
  median: number | null;
  p80: number | null;
}

/** The curve of those whose first start lies in [from, to), watched until now. Times are milliseconds. */
export function survival(starts: Map<string, number>, completions: Map<string, number>, from: number, to: number, now: number): Curve {
  const times: { after: number; event: boolean }[] = [];
  let before = 0;
  for (const [person, start] of starts) {
    if (start < from || start >= to) continue;
    const done = completions.get(person);
    if (done !== undefined && done < start) before++;
    else if (done !== undefined) times.push({ after: (done - start) / 1000, event: true });
    else times.push({ after: Math.max(0, (now - start) / 1000), event: false });
  }
  times.sort((a, b) => a.after - b.after || Number(b.event) - Number(a.event));
  const steps: Step[] = [{ x: 0, share: 1, low: 1, high: 1, atRisk: times.length }];
  let share = 1;
  let variance = 0;
  let finished = 0;
  for (let i = 0; i < times.length; ) {
    const at = times[i]!.after;
    const atRisk = times.length - i;
    let events = 0;
    for (; i < times.length && times[i]!.after === at; i++) if (times[i]!.event) events++;
    if (events === 0) continue;
    finished += events;
    share *= 1 - events / atRisk;
    if (atRisk > events) variance += events / (atRisk * (atRisk - events));
    const [low, high] = bounds(share, variance);
    steps.push({ x: at, share, low, high, atRisk });
  }
  const last = times[times.length - 1];
  const end = steps[steps.length - 1]!;
  // Where nothing happens any more the line goes on by a quarter and no further.
  if (last && last.after > end.x) {
    const x = Math.min(last.after, Math.max(end.x * 1.25, end.x + 60));
    steps.push({ ...end, x, atRisk: times.filter((one) => one.after >= x).length });
  }
  const reached = (left: number) => steps.find((step) => step.share <= left + 1e-12)?.x ?? null;
  return { people: times.length, finished, before, steps, median: reached(0.5), p80: reached(0.2) };
}

/** Greenwood's interval on the scale log(−log S), which stays inside 0…1. */
function bounds(share: number, variance: number): [number, number] {
  if (share <= 0 || share >= 1) return [share, share];
  const spread = 1.96 * Math.sqrt(variance) / Math.abs(Math.log(share));
  return [share ** Math.exp(spread), share ** Math.exp(-spread)];
}

/** At most so many steps, the first and last among them. */
export function thinned(steps: Step[], most = 160): Step[] {
  if (steps.length <= most) return steps;
  return Array.from({ length: most }, (_, i) => steps[Math.round((i * (steps.length - 1)) / (most - 1))]!);
}
