import { useLayoutEffect, useRef } from "preact/hooks";
import type { Drawing, Stop } from "./draw/frame.ts";

interface PictureProps {
  id: string;
  drawing: Drawing | null;
  height: number;
  stop: Stop | undefined;
  /** The stop is a point along a line: its column is marked too. */
  rows: boolean;
}

/** The drawn chart, named by the figure's sentence, and the cursor upon it. */
export function Picture({ id, drawing, height, stop, rows }: PictureProps) {
  const host = useRef<HTMLDivElement>(null);
  const node = drawing?.node;
  useLayoutEffect(() => {
    if (!host.current) return;
    if (node) {
      node.setAttribute("role", "img");
      node.setAttribute("aria-labelledby", `${id}-summary`);
      host.current.replaceChildren(node);
    } else host.current.replaceChildren();
  }, [node, id]);
  const size = drawing ? { width: drawing.width, height: drawing.height, viewBox: `0 0 ${drawing.width} ${drawing.height}` } : { width: 1, height };
  return (
    <>
      <div class="chart-host" ref={host} hidden={!node} />
      {!node && (
        <svg class="chart-svg" role="img" aria-labelledby={`${id}-summary`} {...size}>
          {drawing?.content}
        </svg>
      )}
      <svg class="chart-cursor" aria-hidden="true" {...size}>
        {stop && drawing && (stop.width === undefined ? (
          <>
            {rows && <line x1={stop.x} x2={stop.x} y1={4} y2={drawing.height - (drawing.height > 100 ? 40 : 4)} />}
            <circle cx={stop.x} cy={stop.y} r={6} />
          </>
        ) : (
          <rect x={stop.x - stop.width / 2 - 2} y={stop.y - (stop.height ?? 0) / 2 - 2} width={stop.width + 4} height={(stop.height ?? 0) + 4} rx={4} />
        ))}
      </svg>
    </>
  );
}
