import { Injectable } from "@angular/core";

/**
 * One key per press of one button (contracts/common.ts `commandKey`): as long as the outcome is not known, pressing
 * again sends the same key, so nothing is done twice. `done` is called when an answer came.
 */
@Injectable({ providedIn: "root" })
export class CommandKeys {
  private readonly keys = new Map<string, string>();

  of(command: string, subject: string): string {
    const name = `${command} ${subject}`;
    const kept = this.keys.get(name) ?? newKey();
    this.keys.set(name, kept);
    return kept;
  }

  done(command: string, subject: string): void {
    this.keys.delete(`${command} ${subject}`);
  }
}

/** `crypto.randomUUID` exists on secure origins only; an office may open the demo over plain http. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
