import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";

Chart.register(
  ...[
    BarController,
    BarElement,
    CategoryScale,
    Legend,
    LinearScale,
    LineController,
    LineElement,
    PointElement,
    Tooltip,
  ],
);

/** A series takes its colour from the design's tokens, whatever theme is on. */
export type Tone = "primary" | "secondary" | "tertiary" | "error";

export interface Drawn {
  shape: "bars" | "columns" | "lines";
  labels: readonly string[];
  series: readonly { label: string; tone: Tone; values: readonly (number | null)[] }[];
}

/** Draws, and answers how to take it away again. */
export function drawChart(canvas: HTMLCanvasElement, { shape, labels, series }: Drawn): () => void {
  const style = getComputedStyle(canvas);
  const token = (name: string) => style.getPropertyValue(`--mat-sys-${name}`).trim();
  const ink = token("on-surface");
  const grid = { color: token("outline-variant") };
  const font = { family: style.fontFamily, size: Number.parseFloat(style.fontSize) };
  const lying = shape === "bars";
  const longest = canvas.parentElement!.clientWidth < 420 ? 8 : 12;
  const counts = { beginAtZero: true, ticks: { color: ink, font, precision: 0 }, grid };
  const names = { ticks: { color: ink, font, autoSkip: !lying, maxRotation: 0 }, grid: { display: false } };
  const legend = {
    color: ink,
    font,
    boxWidth: 14,
    ...(shape === "lines" ? { usePointStyle: true, boxWidth: 36 } : {}),
  };
  const chart = new Chart(canvas, {
    type: shape === "lines" ? "line" : "bar",
    data: {
      labels: labels.map((label) => (lying ? wrapped(label, longest) : label.split($localize`至`)[0]!)) as string[],
      datasets: series.map(({ label, tone, values }, index) => ({
        label,
        data: [...values],
        backgroundColor: token(tone),
        borderColor: token(tone),
        borderWidth: shape === "lines" ? 2 : 0,
        // Told apart without colour too.
        ...(shape === "lines" ? { pointStyle: "line" as const, borderDash: index > 0 ? [6, 4] : [] } : {}),
        maxBarThickness: 22,
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: lying ? "y" : "x",
      scales: lying ? { x: counts, y: names } : { x: names, y: counts },
      plugins: { legend: { display: series.length > 1, labels: legend } },
    },
  });
  return () => chart.destroy();
}

/** A long name in lines of some characters: the bars keep their room on a phone. */
function wrapped(label: string, longest: number): string | string[] {
  if (label.length <= longest) return label;
  const lines = label.match(new RegExp(`.{1,${longest}}`, "gu")) ?? [label];
  return lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]!.slice(0, -1)}…`] : lines;
}
