// Every kind of chart in every state, with fixed data, for who changes them.
import { useState } from "preact/hooks";
import { Chart } from "../../parts/chart/Chart.tsx";
import { Sparkline } from "../../parts/chart/Sparkline.tsx";
import { Card } from "../../parts/Card.tsx";
import { samples } from "./samples.ts";

/** All charts. */
export function ChartGallery() {
  const [opened, setOpened] = useState("");
  return (
    <>
      {samples.map(({ name, spec, opens }) => (
        <Card key={name} title={name}>
          {spec.kind === "sparkline" && <Sparkline spec={spec} />}
          <Chart spec={spec} onOpen={opens ? (row) => setOpened(JSON.stringify(row)) : undefined} />
        </Card>
      ))}
      <pre role="status" tabIndex={0}>{opened}</pre>
    </>
  );
}
