// What a clock on the wall of a zone shows, and the instant that it means.

function shown(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-u-hc-h23", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" }).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** The value of a datetime-local control for an instant in a zone: "2026-11-29T14:05". */
export function wallOf(instant: number, zone: string): string {
  return new Date(shown(instant, zone)).toISOString().slice(0, 16);
}

/** The instant that a datetime-local control means in a zone. A time that is there twice is the first, one that is skipped the later. */
export function instantOf(wall: string, zone: string): number {
  const wanted = Date.parse(wall + "Z");
  // The offset can only be the one before or the one after a change of the clock.
  const before = wanted - (shown(wanted - 86_400_000, zone) - (wanted - 86_400_000));
  const after = wanted - (shown(wanted + 86_400_000, zone) - (wanted + 86_400_000));
  return [before, after].find((instant) => shown(instant, zone) === wanted) ?? before;
}
