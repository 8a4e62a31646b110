import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

// The tests run in the module's root.
const read = (name: string) => readFileSync(`web/src/styles/${name}.css`, "utf8");

type RGB = [number, number, number];

/** A theme's colours of the first block, where each is light-dark(by day, by night). */
function colours(css: string, theme: "light" | "dark"): Map<string, string> {
  const block = css.slice(css.indexOf(":root {"), css.indexOf("}", css.indexOf(":root {")));
  const found = new Map([...block.matchAll(/--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map((m) => [m[1]!, m[theme === "light" ? 2 : 3]!]));
  assert.ok(found.size > 20, "the colours can be read");
  return found;
}

const linear = (hex: string): RGB =>
  [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as RGB;

function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r, g, blue] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Machado, Oliveira and Fernandes (2009), severity 1, in linear RGB. */
const seenWith: Record<string, RGB[]> = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
};

function simulated(hex: string, matrix: RGB[]): RGB {
  const c = linear(hex);
  return matrix.map((row) => Math.max(0, Math.min(1, row[0] * c[0] + row[1] * c[1] + row[2] * c[2]))) as RGB;
}

function lab([r, g, b]: RGB): RGB {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The difference of two colours by CIEDE2000. */
function difference([l1, a1, b1]: RGB, [l2, a2, b2]: RGB): number {
  const rad = (d: number) => (d * Math.PI) / 180;
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 1 + 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const [c1, c2] = [Math.hypot(a1 * g, b1), Math.hypot(a2 * g, b2)];
  const hue = (a: number, b: number) => (a === 0 && b === 0 ? 0 : ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360);
  const [h1, h2] = [hue(a1 * g, b1), hue(a2 * g, b2)];
  let turn = c1 * c2 === 0 ? 0 : h2 - h1;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  const dh = 2 * Math.sqrt(c1 * c2) * Math.sin(rad(turn / 2));
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  let h = h1 + h2;
  if (c1 * c2 !== 0) h = Math.abs(h1 - h2) <= 180 ? h / 2 : h < 360 ? (h + 360) / 2 : (h - 360) / 2;
  const t = 1 - 0.17 * Math.cos(rad(h - 30)) + 0.24 * Math.cos(rad(2 * h)) + 0.32 * Math.cos(rad(3 * h + 6)) - 0.2 * Math.cos(rad(4 * h - 63));
  const rc = 2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
  const rt = -Math.sin(rad(60 * Math.exp(-(((h - 275) / 25) ** 2)))) * rc;
  const dl = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const dc = (c2 - c1) / (1 + 0.045 * c);
  const dH = dh / (1 + 0.015 * c * t);
  return Math.sqrt(dl * dl + dc * dc + dH * dH + rt * dc * dH);
}

test("CIEDE2000 gives the published differences", () => {
  assert.ok(Math.abs(difference([50, 2.6772, -79.7751], [50, 0, -82.7485]) - 2.0425) < 1e-4);
  assert.ok(Math.abs(difference([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387]) - 1.2644) < 1e-4);
  assert.ok(Math.abs(difference([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514]) - 0.9082) < 1e-4);
});

for (const theme of ["light", "dark"] as const) {
  const grounds = colours(read("tokens"), theme);
  const chart = colours(read("palette"), theme);
  const series = Array.from({ length: 8 }, (_, i) => chart.get(`chart-${i + 1}`)!);

  test(`${theme}: series and marks have 3:1 against every ground`, () => {
    const marks = ["axis", "muted", "compare", "target", "left", "good", "warn", "bad"].map((name) => chart.get(`chart-${name}`)!);
    for (const colour of [...series, ...marks]) {
      for (const ground of ["ground", "surface", "raised"]) {
        const found = contrast(colour, grounds.get(ground)!);
        assert.ok(found >= 3, `${colour} on ${ground} has ${found.toFixed(2)}:1`);
      }
    }
  });

  test(`${theme}: labels have 4.5:1, also upon the heat scale`, () => {
    assert.ok(contrast(chart.get("chart-label")!, grounds.get("surface")!) >= 4.5);
    for (let i = 1; i <= 7; i++) {
      const found = contrast(chart.get(`chart-heat-${i}`)!, chart.get(`chart-heat-text-${i}`)!);
      assert.ok(found >= 4.5, `step ${i} has ${found.toFixed(2)}:1`);
    }
  });

  test(`${theme}: neighbours differ for who does not see red or green`, () => {
    for (const [name, matrix] of Object.entries(seenWith)) {
      for (let i = 0; i + 1 < series.length; i++) {
        const found = difference(lab(simulated(series[i]!, matrix)), lab(simulated(series[i + 1]!, matrix)));
        assert.ok(found >= 10, `${name}: ${i + 1} and ${i + 2} differ by ${found.toFixed(1)}`);
      }
    }
  });

  test(`${theme}: any two series differ, and heat goes one way`, () => {
    series.forEach((a, i) =>
      series.slice(i + 1).forEach((b) => {
        const found = difference(lab(linear(a)), lab(linear(b)));
        assert.ok(found >= 14, `${a} and ${b} differ by ${found.toFixed(1)}`);
      }),
    );
    const light = Array.from({ length: 7 }, (_, i) => lab(linear(chart.get(`chart-heat-${i + 1}`)!))[0]);
    const sorted = [...light].sort((a, b) => (theme === "light" ? b - a : a - b));
    assert.deepEqual(light, sorted);
  });
}
