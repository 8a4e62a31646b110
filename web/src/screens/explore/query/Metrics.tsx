import { Plus, Trash2 } from "lucide";
import { t } from "../../../lib/i18n.ts";
import type { Query } from "../../../lib/query.ts";
import { Button } from "../../../parts/Button.tsx";
import { formulaOf, metricLabel, type Formula } from "../../../parts/answer/names.ts";
import { useFault } from "./faults.ts";
import type { Vocabulary } from "./words.ts";

const operations = ["rate", "divide", "multiply", "add", "subtract"] as const;

/** A name for the column of a formula: of what it is made of. */
export function columnOf(formula: Pick<Formula, "operation" | "of">): string {
  const word = (one: unknown): string => (typeof one === "string" ? one.replace(/_people$/, "") : typeof one === "number" ? String(one).replace(/[^0-9]/g, "_") : formulaOf(one) ? columnOf(formulaOf(one)!) : "x");
  const between = { rate: "_of_", divide: "_per_", multiply: "_times_", add: "_and_", subtract: "_less_" }[formula.operation];
  return (word(formula.of[0]) + between + word(formula.of[1])).toLowerCase().replace(/[^a-z0-9_]/g, "_").slice(0, 40);
}

interface MetricsProps {
  vocabulary: Vocabulary;
  query: Query;
  onChange: (query: Query) => void;
}

/** The numbers that are asked for: metrics, rates of them, and what is worked out from them. */
export function Metrics({ vocabulary, query, onChange }: MetricsProps) {
  const metrics = query.metrics ?? [];
  const put = (next: unknown[]) => {
    const names = new Set(next.map((metric) => (typeof metric === "string" ? metric : formulaOf(metric)?.as)));
    const order = query.order?.filter(([column]) => names.has(column) || query.dimensions?.includes(column));
    const { order: _, ...rest } = query;
    onChange({ ...rest, metrics: next, ...(order?.length && { order }) } as Query);
  };
  const unused = vocabulary.metrics.find((metric) => !metric.trend_only && !metrics.includes(metric.name));
  return (
    <div class="metric-list">
      {metrics.map((metric, i) => (
        <MetricRow key={i} vocabulary={vocabulary} metric={metric} pointer={`/metrics/${i}`} trend={query.kind === "trend"} onChange={(next) => put(metrics.map((one, other) => (other === i ? next : one)))}
          {...(metrics.length > 1 && { remove: () => put(metrics.filter((_, other) => other !== i)) })} />
      ))}
      {metrics.length < 8 && unused && <div><Button small kind="quiet" icon={Plus} onClick={() => put([...metrics, unused.name])}>{t("query.add_metric")}</Button></div>}
    </div>
  );
}

function MetricRow({ vocabulary, metric, pointer, trend, onChange, remove }: { vocabulary: Vocabulary; metric: unknown; pointer: string; trend: boolean; onChange: (metric: unknown) => void; remove?: () => void }) {
  const fault = useFault(pointer);
  return (
    <div class="metric-row">
      <Operand vocabulary={vocabulary} value={metric} trend={trend} depth={0} label={t("query.metric")} onChange={(next) => {
        const [before, after] = [formulaOf(metric), formulaOf(next)];
        if (!after) return onChange(next);
        const kept = before?.as !== undefined && before.as !== columnOf(before) && before.operation === after.operation ? before.as : columnOf(after);
        onChange({ [after.operation]: after.of, as: kept });
      }} />
      {remove && <Button kind="quiet" small icon={Trash2} iconOnly onClick={remove}>{t("query.remove", { what: metricLabel(metric) })}</Button>}
      {fault && <p class="wrong">{fault}</p>}
    </div>
  );
}

interface OperandProps {
  vocabulary: Vocabulary;
  value: unknown;
  trend: boolean;
  /** 0 is the metric itself. */
  depth: number;
  /** Only metrics of people. */
  people?: boolean;
  label: string;
  onChange: (value: unknown) => void;
}

const kinds: readonly [string, RegExp][] = [["people", /people/], ["activity", /^(statements|sessions|attempts|registrations)$/], ["scores", /^score/], ["times", /^time_/], ["arrival", /^la/]];

function Operand({ vocabulary, value, trend, depth, people, label, onChange }: OperandProps) {
  const formula = formulaOf(value);
  const offered = vocabulary.metrics.filter((metric) => (trend || !metric.trend_only) && (!people || (metric.people && !metric.trend_only))).map((metric) => metric.name);
  const now = formula ? "=" + formula.operation : typeof value === "number" ? "#" : String(value);
  const choose = (next: string) => {
    if (next === "#") return onChange(1);
    if (!next.startsWith("=")) return onChange(next);
    const operation = next.slice(1);
    const [a, b] = formula && formula.operation !== "rate" && operation !== "rate" ? formula.of : operation === "rate" ? ["passed_people", "started_people"] : ["statements", "people"];
    onChange({ [operation]: [a, b] });
  };
  return (
    <div class={depth > 0 || formula ? "operand operand-made" : "operand"}>
      <select aria-label={label} value={now} onChange={(event) => choose(event.currentTarget.value)}>
        {!formula && typeof value === "string" && !offered.includes(value) && <option value={value}>{metricLabel(value)}</option>}
        {kinds.map(([id, pattern]) => {
          const names = offered.filter((name) => pattern.test(name));
          return names.length > 0 ? <optgroup key={id} label={t("query.metrics_" + id)}>{names.map((name) => <option key={name} value={name}>{metricLabel(name)}</option>)}</optgroup> : null;
        })}
        {!people && depth < 3 && (
          <optgroup label={t("query.metrics_made")}>
            {operations.filter((one) => depth === 0 || one !== "rate").map((one) => <option key={one} value={"=" + one}>{t("query.make_" + one)}</option>)}
            {depth > 0 && <option value="#">{t("query.make_number")}</option>}
          </optgroup>
        )}
      </select>
      {typeof value === "number" && <input type="number" step="any" aria-label={t("query.make_number")} value={value} onInput={(event) => onChange(Number(event.currentTarget.value))} />}
      {formula && (
        <div class="operands">
          {formula.of.map((operand, i) => (
            <Operand key={i} vocabulary={vocabulary} value={operand} trend={trend} depth={depth + 1} people={formula.operation === "rate"} label={t("query.operand", { operation: t("query.make_" + formula.operation), n: i + 1 })}
              onChange={(next) => {
                const of = formula.of.map((one, other) => (other === i ? next : one));
                onChange({ [formula.operation]: of, ...(formula.as && { as: formula.as }) });
              }} />
          ))}
        </div>
      )}
    </div>
  );
}
