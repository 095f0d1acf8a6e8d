import { addDays, civilDateAt } from "../../domain/civil-date.ts";
import { servedCity } from "../../domain/city.ts";
import type { Chance } from "./chance.ts";
import type { Door } from "./door.ts";
import type { Ledger } from "./ledger.ts";

/** A day of the city's calendar in the coming months becomes a holiday, a working day or an ordinary one again. */
export async function changeCalendarDay(door: Door, ledger: Ledger, chance: Chance): Promise<void> {
  const administrator = await door.as("guanli");
  const date = addDays(civilDateAt(Date.now()), chance.between(1, 60));
  const kind = chance.pick(["off", "work", "plain"] as const);
  const note = `故障演练第 ${ledger.calendarDays.length + 1} 次改动`;
  const day = {
    layer: `CN-${servedCity.areaCode}`,
    date,
    kind,
    name: kind === "plain" ? "" : "演练日",
    sourceDocument: note,
  };
  const entry = { date, kind, note, answered: false };
  ledger.calendarDays.push(entry);
  const { status } = await administrator.ask("POST", "/api/admin/calendar/days", day);
  entry.answered = status === 200;
}
