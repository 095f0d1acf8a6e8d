import { demoOffices } from "../ops/demo-data/places.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { inReview } from "./paths.ts";
import { changeRules } from "./rule-changes.ts";

let desk: CaseDesk;
beforeAll(async () => {
  desk = await openCaseDesk();
});
afterAll(() => desk.stop());

test("B-17 a rule asks for the series of the certificate and the nature of the employer, and the case goes where it says", async () => {
  await changeRules(desk, "department", {
    conditions: [
      { fact: "series", operator: "in", value: ["工程技术"] },
      { fact: "employerNature", operator: "is", value: "企业" },
    ],
    receiver: { kind: "office", officeId: demoOffices.find(({ key }) => key === "talent-centre")!.id },
  });
  const theCase = await inReview(desk, "13900000001", "06000116");
  expect((await theCase.row())!.facts).toMatchObject({ series: "工程技术", employerNature: "企业" });
  await theCase.approve("danwei");
  expect((await theCase.openTask("department")).receiver_name).toBe("柳州市人才中心（演示）");
});
