import type { StepKind } from "../../domain/matters/matter.ts";

/** One step as the picture shows it; the text twin says the same. */
export interface PictureStep {
  step: string;
  title: string;
  kind: StepKind;
  /** Lane: the party's name. */
  lane: string;
  /** Below the title: receivers, days, and what lies there, line by line. */
  note: string;
}

interface Point {
  x: number;
  y: number;
}
interface Box extends Point {
  width: number;
  height: number;
}

const laneLabel = 30;
const laneHeight = 200;
const left = 180;
const top = 80;
const column = 280;
const task = { width: 170, height: 108 };
const small = 36;
const gatewaySize = 44;

/**
 * BPMN 2.0 XML with coordinates, drawn from the second reading of the prose: one lane per party, each step once in the
 * prose's order; behind every review and notice a decision with its other ends (B-19). Only a picture: nothing runs it.
 */
export function drawProcess(matter: string, title: string, steps: readonly PictureStep[]): string {
  return new Drawing(matter, title, steps).xml();
}

class Drawing {
  private readonly matter: string;
  private readonly title: string;
  private readonly steps: readonly PictureStep[];
  private readonly lanes: readonly string[];
  private readonly nodes: string[] = [];
  private readonly flows: string[] = [];
  private readonly shapes: string[] = [];
  private readonly edges: string[] = [];
  private readonly members = new Map<string, string[]>();
  private readonly centres = new Map<string, Point>();

  constructor(matter: string, title: string, steps: readonly PictureStep[]) {
    this.matter = matter;
    this.title = title;
    this.steps = steps;
    this.lanes = [...new Set(steps.map(({ lane }) => lane))];
    this.draw();
  }

  private draw(): void {
    const [first] = this.steps;
    if (!first) return;
    this.node(
      "start",
      "startEvent",
      "",
      first.lane,
      { x: left + laneLabel + 50, y: this.laneCentre(first.lane) },
      small,
      small,
    );
    let from = "start";
    this.steps.forEach((step, at) => {
      const centre = { x: left + laneLabel + 190 + at * column, y: this.laneCentre(step.lane) };
      this.node(
        idOf(step),
        elementOf(step.kind),
        [step.title, step.note].filter(Boolean).join("\n"),
        step.lane,
        centre,
        task.width,
        task.height,
      );
      this.flow(from, idOf(step), at > 0 && from.startsWith("decision-") ? passed(this.steps[at - 1]!.kind) : "");
      from = step.kind === "review" || step.kind === "notice" ? this.decision(step, centre) : idOf(step);
    });
    const last = this.steps.at(-1)!;
    const end = { x: left + laneLabel + 190 + this.steps.length * column - 100, y: this.laneCentre(last.lane) };
    this.node("end", "endEvent", "办结", last.lane, end, small, small);
    this.flow(from, "end");
  }

  /** Behind a review or a notice: onward, the early end below it, and for a review the way back above it. */
  private decision(step: PictureStep, centre: Point): string {
    const id = `decision-${step.step}`;
    const at = { x: centre.x + 125, y: centre.y };
    this.node(id, "exclusiveGateway", "", step.lane, at, gatewaySize, gatewaySize);
    this.flow(idOf(step), id);
    const refused = step.kind === "notice" ? "异议成立" : "不予通过";
    this.node(`end-${step.step}`, "endEvent", refused, step.lane, { x: at.x, y: at.y + 48 }, small - 8, small - 8);
    this.flow(id, `end-${step.step}`);
    const target = this.steps.slice(0, this.steps.indexOf(step)).findLast(({ kind }) => kind === "ask");
    if (step.kind === "review" && target) this.flowBack(id, idOf(target), this.steps.indexOf(step));
    return id;
  }

  private laneCentre(lane: string): number {
    return top + this.lanes.indexOf(lane) * laneHeight + laneHeight / 2;
  }

  private node(
    id: string,
    element: string,
    name: string,
    lane: string,
    centre: Point,
    width: number,
    height: number,
  ): void {
    this.centres.set(id, centre);
    this.members.set(lane, [...(this.members.get(lane) ?? []), id]);
    const inside = element === "intermediateCatchEvent" ? `<bpmn:timerEventDefinition id="${id}-timer" />` : "";
    this.nodes.push(`<bpmn:${element} id="${id}" name="${escape(name)}">${inside}</bpmn:${element}>`);
    const box = { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
    this.shapes.push(shape(id, box, element === "exclusiveGateway" ? ' isMarkerVisible="true"' : ""));
  }

  private flow(from: string, to: string, name = ""): void {
    const [a, b] = [this.centres.get(from)!, this.centres.get(to)!];
    const points =
      a.x === b.x
        ? [a, b]
        : a.y === b.y
          ? [a, b]
          : [a, { x: b.x - task.width / 2 - 24, y: a.y }, { x: b.x - task.width / 2 - 24, y: b.y }, b];
    const label = { x: a.x + gatewaySize / 2 + 4, y: b.y < a.y ? a.y + 6 : a.y - 18 };
    this.edge(
      `flow-${from}-to-${to}`,
      from,
      to,
      name,
      clipped(points, this.halfWidth(from), this.halfWidth(to)),
      label,
    );
  }

  /** Up and to the left, each at a height of its own, so that ways back do not lie on one another. */
  private flowBack(from: string, to: string, at: number): void {
    const [a, b] = [this.centres.get(from)!, this.centres.get(to)!];
    const height = b.y + task.height / 2 + 10 + at * 5;
    const arrival = b.x - 40 + at * 12;
    const points = [
      { x: a.x, y: a.y - gatewaySize / 2 },
      { x: a.x, y: height },
      { x: arrival, y: height },
      { x: arrival, y: b.y + task.height / 2 },
    ];
    this.edge(`back-${from}-to-${to}`, from, to, "退回补正", points, { x: a.x + 6, y: a.y - gatewaySize });
  }

  /** `label`: where its words begin; beside the decision they belong to, never on a lane's border. */
  private edge(id: string, from: string, to: string, name: string, points: readonly Point[], label: Point): void {
    this.flows.push(`<bpmn:sequenceFlow id="${id}" name="${escape(name)}" sourceRef="${from}" targetRef="${to}" />`);
    const way = points.map(({ x, y }) => `<di:waypoint x="${x}" y="${y}" />`).join("");
    const words =
      name &&
      `<bpmndi:BPMNLabel><dc:Bounds x="${label.x}" y="${label.y}" width="${name.length * 12}" height="14" /></bpmndi:BPMNLabel>`;
    this.edges.push(`<bpmndi:BPMNEdge id="${id}-edge" bpmnElement="${id}">${way}${words}</bpmndi:BPMNEdge>`);
  }

  private halfWidth(id: string): number {
    if (id.startsWith("step-")) return task.width / 2;
    if (id.startsWith("decision-")) return gatewaySize / 2;
    return id.startsWith("end-") ? (small - 8) / 2 : small / 2;
  }

  xml(): string {
    const width = laneLabel + 190 + this.steps.length * column;
    const pool = { x: left, y: top, width, height: this.lanes.length * laneHeight };
    const laneShapes = this.lanes.map((_, at) =>
      shape(
        `lane-${at}`,
        { x: left + laneLabel, y: top + at * laneHeight, width: width - laneLabel, height: laneHeight },
        ' isHorizontal="true"',
      ),
    );
    const lanes = this.lanes.map((lane, at) => {
      const members = (this.members.get(lane) ?? []).map((id) => `<bpmn:flowNodeRef>${id}</bpmn:flowNodeRef>`).join("");
      return `<bpmn:lane id="lane-${at}" name="${escape(lane)}">${members}</bpmn:lane>`;
    });
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"',
      ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"',
      ` id="definitions-${this.matter}" targetNamespace="urn:rencaitong:${this.matter}">`,
      `<bpmn:collaboration id="collaboration"><bpmn:participant id="pool" name="${escape(this.title)}" processRef="process" /></bpmn:collaboration>`,
      `<bpmn:process id="process" isExecutable="false"><bpmn:laneSet id="lanes">${lanes.join("")}</bpmn:laneSet>`,
      ...this.nodes,
      ...this.flows,
      '</bpmn:process><bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="collaboration">',
      shape("pool", pool, ' isHorizontal="true"'),
      ...laneShapes,
      ...this.shapes,
      ...this.edges,
      "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>",
    ].join("\n");
  }
}

function idOf({ step }: PictureStep): string {
  return `step-${step}`;
}

function elementOf(kind: StepKind): string {
  switch (kind) {
    case "ask":
    case "review":
      return "userTask";
    case "notice":
      return "receiveTask";
    case "effect":
      return "serviceTask";
  }
}

function passed(kind: StepKind): string {
  return kind === "notice" ? "期满" : "通过";
}

function shape(id: string, { x, y, width, height }: Box, attributes: string): string {
  return `<bpmndi:BPMNShape id="${id}-shape" bpmnElement="${id}"${attributes}><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" /></bpmndi:BPMNShape>`;
}

/** Edges begin and end at the borders, not at the centres. */
function clipped(points: readonly Point[], fromHalf: number, toHalf: number): Point[] {
  const [a, b] = [points[0]!, points[1]!];
  const [y, z] = [points.at(-2)!, points.at(-1)!];
  const start = a.x === b.x ? { x: a.x, y: a.y + fromHalf } : { x: a.x + fromHalf, y: a.y };
  const end = y.x === z.x ? { x: z.x, y: z.y - toHalf } : { x: z.x - toHalf, y: z.y };
  return [start, ...points.slice(1, -1), end];
}

function escape(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;" };
  return text.replace(/[&<>"\n]/g, (character) => named[character] ?? character);
}
