// Fills that are told apart without their colour.

/** What a pattern repeats in 8 × 8 pixels: lines and dots of one system colour. */
const tiles = [
  <path d="M-2,2L2,-2M0,8L8,0M6,10L10,6" />,
  <path d="M0,2H8M0,6H8" />,
  <circle cx={2} cy={2} r={1} />,
  <path d="M-2,6L2,10M0,0L8,8M6,-2L10,2" />,
  <path d="M2,0V8M6,0V8" />,
  <path d="M0,4H8M4,0V8" />,
  <path d="M0,0L8,8M0,8L8,0" />,
];

/** The patterns of a figure: the hatch of what is still filling or hidden, and
 *  where the system's colours are forced one for each series after the first. */
export function Patterns({ id, forced }: { id: string; forced: boolean }) {
  return (
    <svg class="chart-defs" width="0" height="0" aria-hidden="true">
      <pattern id={`${id}-hatch`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="chart-hatch-line" width="1.5" height="6" />
      </pattern>
      {forced && tiles.map((tile, i) => (
        <pattern key={i} id={`${id}-fill-${i + 1}`} class="chart-tile" width="8" height="8" patternUnits="userSpaceOnUse">
          <rect width="8" height="8" stroke="none" />
          {tile}
        </pattern>
      ))}
    </svg>
  );
}
