import { continueAsNew, proxyActivities } from "@temporalio/workflow";

interface Change {
  version: number;
  date: string;
  reason: string;
}

const { tellCasesOfCalendar } = proxyActivities<{
  /** Tells the next cases after `after`; answers the last one told, or null when none was left. */
  tellCasesOfCalendar(input: { change: Change; after: string | null }): Promise<string | null>;
}>({ startToCloseTimeout: "2 minutes", retry: { maximumInterval: "1 minute" } });

const pagesPerRun = 200;

/** Every case with a term that the change may touch looks again. Interrupted and continued without telling one twice. */
export async function calendarChange(change: Change, after: string | null = null): Promise<void> {
  let told = after;
  for (let page = 0; page < pagesPerRun; page++) {
    told = await tellCasesOfCalendar({ change, after: told });
    if (told === null) return;
  }
  await continueAsNew<typeof calendarChange>(change, told);
}
