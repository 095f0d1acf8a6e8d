/** One press of one button by one person: the same key however often it had to be sent. */
export interface Press {
  key: string;
  caseId: string;
  kind: "hand-in" | "decide" | "withdraw" | "recall" | "object";
  accountId: string;
  loginName: string;
  /** decide: the task and the outcome; hand-in: the draft; object: the notice. */
  about: { taskId?: string; outcome?: string; draftId?: string; noticeId?: string; step?: string };
  /** Epoch ms. */
  pressedAt: number;
  answeredAt: number | null;
  /** How often it was sent, and how often the answer was 未知 or none. */
  attempts: number;
  unknown: number;
  answer: "open" | "accepted" | { refused: string };
}

/** A task put back or given to a colleague: no key stands behind it, its version does. */
export interface Handover {
  caseId: string;
  taskId: string;
  accountId: string;
  answered: boolean;
}

/** A day that the administrator changed; `note` is this change's alone. */
export interface CalendarDay {
  date: string;
  kind: "off" | "work" | "plain";
  note: string;
  answered: boolean;
}

/** What the people of the run were told, kept apart from the product: the yardstick of its rows. */
export class Ledger {
  readonly presses: Press[] = [];
  /** Case ids in the order in which they were begun (declared or tried to be). */
  readonly cases = new Set<string>();
  /** Acknowledged uploads by material id. */
  readonly uploads = new Set<string>();
  readonly handovers: Handover[] = [];
  readonly calendarDays: CalendarDay[] = [];
  private readonly waiting = new Set<() => void>();

  open(press: Omit<Press, "answeredAt" | "attempts" | "unknown" | "answer">): Press {
    const entry: Press = { ...press, answeredAt: null, attempts: 0, unknown: 0, answer: "open" };
    this.presses.push(entry);
    this.cases.add(press.caseId);
    return entry;
  }

  answer(press: Press, answer: Press["answer"]): void {
    press.answer = answer;
    press.answeredAt = Date.now();
    if (answer !== "accepted") return;
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  /** Until the next command is accepted, at most so long; whether one was. */
  async nextAccepted(withinMilliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(wake);
        resolve(false);
      }, withinMilliseconds);
      this.waiting.add(wake);
    });
  }

  get accepted(): Press[] {
    return this.presses.filter((press) => press.answer === "accepted");
  }

  of(caseId: string): Press[] {
    return this.presses.filter((press) => press.caseId === caseId);
  }
}
