// What a chart can show. A Spec holds plain rows and says what they are; it
// knows nothing of pixels, colours or languages. Every row may carry `of`,
// whatever the caller needs to open the people behind it.

/** How a value is written. Shares are 0…1, durations are seconds, and so are
 *  places in a recording ("clock": 4:05). */
export type Format = "count" | "number" | "percent" | "duration" | "clock";

/** The length of a bucket of a trend. */
export type Bucket = "hour" | "day" | "week" | "month" | "quarter" | "year";

/** What every row may carry for its caller. */
export interface Row {
  of?: unknown;
}

/** What is measured: its name in the reader's language and how it is written. */
export interface Measure {
  /** As at the start of a sentence: "Completions", "Median score". */
  name: string;
  format: Format;
  /** Whether more is better ("up"), worse ("down"), or neither (left out). */
  good?: "up" | "down";
}

/** Buckets of time along the x axis. */
export interface Time {
  bucket: Bucket;
  /** An IANA zone: ticks and labels are written in it. */
  zone: string;
}

/** One point of a line or area. */
export interface PointRow extends Row {
  /** With `time`: an instant (ISO). Without: a number. */
  x: string | number;
  /** Null is a gap: nothing was measured or it is hidden. */
  y: number | null;
  /** The name of the line it belongs to; left out when there is one line. */
  series?: string;
  /** The same of the period before. */
  compare?: number | null;
  /** The bounds of an interval. */
  low?: number | null;
  high?: number | null;
  /** The bucket is still filling. */
  partial?: boolean;
}

/** Lines over time or over a number. */
export interface LineSpec {
  kind: "line";
  measure: Measure;
  rows: PointRow[];
  time?: Time;
  /** The name of the x axis when it is no time: "Position". */
  along?: string;
  /** How its places are written. */
  alongFormat?: Format;
  /** A line to reach. */
  target?: number;
  /** The name of what is compared with; "Period before" when left out. */
  compareName?: string;
}

/** Like lines, filled to zero; several series are stacked. */
export interface AreaSpec extends Omit<LineSpec, "kind"> {
  kind: "area";
}

/** One bar. */
export interface BarRow extends Row {
  /** The category's name or, with `time`, an instant. */
  x: string;
  y: number | null;
  series?: string;
  partial?: boolean;
}

/** Bars of categories (horizontal) or of time (vertical). */
export interface BarSpec {
  kind: "bar";
  measure: Measure;
  rows: BarRow[];
  time?: Time;
  /** The name of what the categories are: "Course". */
  along: string;
  /** Left out: "vertical" with `time`, else "horizontal". */
  orientation?: "horizontal" | "vertical";
  /** Several series of one category side by side (default) or upon one another. */
  series?: "grouped" | "stacked";
  target?: number;
}

/** One bin: from (inclusive) to (exclusive), and how many values. */
export interface BinRow extends Row {
  from: number;
  to: number;
  count: number | null;
}

/** How values spread. */
export interface HistogramSpec {
  kind: "histogram";
  /** What was measured: "Score"; format says how the bounds are written. */
  measure: Measure;
  rows: BinRow[];
  /** The name of what is counted: "People". */
  counted: string;
  /** The pass line. */
  pass?: number;
  median?: number | null;
}

/** The last values, without axes. */
export interface SparklineSpec {
  kind: "sparkline";
  measure: Measure;
  rows: PointRow[];
  time?: Time;
}

/** One cell. Null with `hidden` is a small group, null without is nothing. */
export interface HeatRow extends Row {
  row: string;
  column: string;
  value: number | null;
  hidden?: boolean;
  /** Of cohorts: how many people the row is made of. */
  size?: number | null;
}

/** A matrix of rows × columns, in the order of first appearance. */
export interface HeatSpec {
  kind: "heat";
  measure: Measure;
  rows: HeatRow[];
  /** What rows and columns are: "Cohort", "Weeks after". */
  rowsAre: string;
  columnsAre: string;
  /** Groups smaller than this are hidden: the text is «< 5». */
  minGroup?: number;
  /** Bounds of the colour scale; from the values when left out. */
  domain?: [number, number];
  /** The rows are cohorts, the columns how many periods later some of them were
   *  here again ("0", "1" …), or then or later. */
  cohorts?: { unit: "day" | "week" | "month"; orLater?: boolean };
}

/** One step of a funnel. Rates null: nobody before. Count null: hidden. */
export interface StepRow extends Row {
  step: number;
  name: string;
  count: number | null;
  overall: number | null;
  stepRate: number | null;
  dropOff: number | null;
  /** Seconds from the step before. */
  median?: number | null;
}

/** How many go how far. */
export interface FunnelSpec {
  kind: "funnel";
  measure: Measure;
  rows: StepRow[];
  minGroup?: number;
}

/** One arrow of paths: from a node of a layer to a node of the next one. */
export interface FlowRow extends Row {
  layer: number;
  from: string;
  to: string;
  fromKind?: "node" | "other";
  toKind?: "node" | "other" | "left";
  people: number | null;
  share?: number | null;
}

/** What people do one after the other. `from` and `to` are names to show. */
export interface SankeySpec {
  kind: "sankey";
  measure: Measure;
  rows: FlowRow[];
  /** The layers go back in time from the end. */
  backwards?: boolean;
  /** How many people are at each node, null for hidden: ways to a node share some.
   *  Without it that is taken from the ways, where they tell. */
  nodePeople?: NodePeople[];
}

/** The people of a node; only a node of kind «node» is told by its name. */
export interface NodePeople {
  layer: number;
  name: string;
  kind: "node" | "other" | "left";
  people: number | null;
}

/** From x on, this share is left (or has finished, see `rises`). */
export interface SurvivalRow extends Row {
  /** Seconds, or days, see `along`. */
  x: number;
  share: number | null;
  low?: number | null;
  high?: number | null;
  /** How many are still watched at x. */
  atRisk?: number | null;
  series?: string;
}

/** A Kaplan-Meier step curve. */
export interface SurvivalSpec {
  kind: "survival";
  measure: Measure;
  rows: SurvivalRow[];
  along: string;
  /** How x is written. */
  xFormat: Format;
  /** The curve shows the share that has it behind them: 1 − survival. */
  rises?: boolean;
}

/** One dot. */
export interface DotRow extends Row {
  x: number | null;
  y: number | null;
  /** A name, if it may be shown. */
  name?: string;
  series?: string;
}

/** Two measures against one another. */
export interface DotSpec {
  kind: "dot";
  x: Measure;
  y: Measure;
  rows: DotRow[];
  /** The name of what the dots are: "Questions". */
  counted?: string;
  /** Lines of reference, e.g. medians or limits. */
  xLine?: number;
  yLine?: number;
  /** Spearman's rho, if it was worked out. */
  rho?: number | null;
}

/** One episode: a bar in a lane. Or a milestone: a mark, when `end` is missing. */
export interface LaneRow extends Row {
  lane: string;
  /** Instants. */
  start: string;
  end?: string;
  name: string;
  /** In words: "Passed", "In progress". */
  outcome?: string;
  /** How it stands: shape and colour. */
  state?: "good" | "warn" | "bad" | "plain" | "due";
  detail?: string;
}

/** A timeline with lanes. */
export interface LanesSpec {
  kind: "lanes";
  rows: LaneRow[];
  /** Every lane's name in order, also empty ones. */
  lanes: string[];
  zone: string;
  /** The span that is seen at first; from the rows when left out. */
  from?: string;
  to?: string;
  /** There is more before the first row, which was not loaded. */
  earlier?: boolean;
}

/** Everything a chart can show. */
export type Spec =
  | LineSpec
  | AreaSpec
  | BarSpec
  | HistogramSpec
  | SparklineSpec
  | HeatSpec
  | FunnelSpec
  | SankeySpec
  | SurvivalSpec
  | DotSpec
  | LanesSpec;

/** The row type of a spec. */
export type RowOf<S extends Spec> = S["rows"][number];
