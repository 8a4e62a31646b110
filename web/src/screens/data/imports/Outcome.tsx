import { number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import { Name } from "../../../parts/Name.tsx";
import { Table } from "../../../parts/Table.tsx";
import { Told } from "../../../parts/Told.tsx";
import type { Import } from "./job.ts";

/** What an import did, or would do: counts, and what was wrong. */
export function Outcome({ of }: { of: Import }) {
  const counts = [
    { id: "stored", label: t(of.dry_run ? "imports.would_store" : "imports.stored"), value: of.stored },
    { id: "present", label: t("imports.present"), value: of.present },
    { id: "rejected", label: t(of.dry_run ? "imports.would_reject" : "imports.rejected"), value: of.rejected },
  ];
  return (
    <div class="imports-outcome">
      <dl class="imports-counts">
        {counts.map((one) => (
          <div key={one.id} class={one.id === "rejected" && one.value > 0 ? "imports-bad" : undefined}>
            <dt>{one.label}</dt>
            <dd class="figures" data-count={one.id} data-value={one.value}>{number(one.value)}</dd>
          </div>
        ))}
      </dl>
      {of.message && <p class="wrong"><Told text={of.message} /></p>}
      {of.faults.length > 0 && (
        <>
          <p class="small soft">{of.rejected > of.faults.length ? t("imports.faults_first", { n: of.faults.length, all: of.rejected }) : t("imports.faults_all", { n: of.faults.length })}</p>
          <Table caption={t("imports.faults")} rows={of.faults.map((fault, i) => ({ ...fault, i }))} rowKey={(fault) => String(fault.i)}
            columns={[
              { id: "line", label: t("imports.line"), card: true, cell: (fault) => <span data-value={fault.line}>{number(fault.line)}</span>, by: (fault) => fault.line },
              { id: "pointer", label: t("imports.pointer"), card: true, cell: (fault) => (fault.pointer ? <code><Name>{fault.pointer}</Name></code> : <span class="soft">–</span>), by: (fault) => fault.pointer },
              { id: "rule", label: t("imports.rule"), card: true, cell: (fault) => (fault.rule ? <code>{fault.rule}</code> : <span class="soft">–</span>), by: (fault) => fault.rule },
              { id: "message", label: t("imports.message"), card: true, cell: (fault) => <Told text={fault.message} />, by: (fault) => fault.message },
            ]} />
        </>
      )}
    </div>
  );
}
