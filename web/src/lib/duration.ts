// Seconds as people say them, for the page and for charts: at most two units,
// and one where the second would say nothing. Units are never torn apart.

const lengths = { day: 86_400, hour: 3_600, minute: 60, second: 1 } as const;

type Unit = keyof typeof lengths;

/** How many numbers of a language are made. */
export type Numbers = (options: Intl.NumberFormatOptions) => { format(value: number): string };

/** The unit to begin with, and the one after it where that still matters: «30 days», «2 days 4 hr», «26 hr». */
function unitsOf(seconds: number): [Unit, Unit?] {
  if (seconds >= 10 * lengths.day) return ["day"];
  if (seconds >= 2 * lengths.day) return ["day", "hour"];
  if (seconds >= 10 * lengths.hour) return ["hour"];
  if (seconds >= lengths.hour) return ["hour", "minute"];
  if (seconds >= 10 * lengths.minute) return ["minute"];
  return seconds >= lengths.minute ? ["minute", "second"] : ["second"];
}

/** Seconds in words: «45 sec», «1 min 30 sec», «12 min», «3 hr 20 min», «30 days». */
export function durationText(seconds: number, numbers: Numbers): string {
  const sign = seconds < 0 ? -1 : 1;
  let whole = Math.round(Math.abs(seconds));
  // What is rounded up may be whole in the next unit: 9 min 59.6 sec are 10 min.
  let [first, second] = unitsOf(whole);
  whole = Math.round(whole / lengths[second ?? first]) * lengths[second ?? first];
  [first, second] = unitsOf(whole);
  const n = second ? Math.floor(whole / lengths[first]) : Math.round(whole / lengths[first]);
  const rest = second ? Math.round((whole - n * lengths[first]) / lengths[second]) : 0;
  return unit(sign * n, first, numbers) + (second && rest > 0 ? "\u00a0" + unit(rest, second, numbers) : "");
}

/** The same in one unit with at most one decimal, for axes: «1.5 hr». */
export function shortDuration(seconds: number, numbers: Numbers): string {
  const size = Math.abs(seconds);
  const first = (Object.keys(lengths) as Unit[]).find((name) => size >= lengths[name]) ?? "second";
  return unit(seconds / lengths[first], first, numbers, 1);
}

/** A place in a recording: «4:05», «1:02:30». */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function unit(value: number, name: Unit, numbers: Numbers, decimals = 0): string {
  // Days in full: where they are shortened («Tg.»), nobody says it.
  return numbers({ style: "unit", unit: name, unitDisplay: name === "day" ? "long" : "short", maximumFractionDigits: decimals }).format(value).replaceAll(" ", "\u00a0");
}
