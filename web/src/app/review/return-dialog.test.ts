import { returnDecision } from "./return-dialog.ts";

const nothing = { to: "materials", straightBack: false, defects: [], remarks: [], opinion: " " };

describe("returning a case", () => {
  it("B-12 who is sent back something is told what to do (一次性告知)", () => {
    expect(returnDecision(nothing)).toContain("请写明要改什么");
    expect(returnDecision({ ...nothing, to: "", opinion: "请改" })).toContain("哪一步");
  });

  it("B-12 ticked defects, remarks or an opinion are each enough; empty remarks are not sent", () => {
    expect(returnDecision({ ...nothing, defects: ["photo"] })).toMatchObject({
      outcome: "return",
      defects: ["photo"],
      opinion: expect.stringMatching(/.+/),
    });
    expect(
      returnDecision({
        ...nothing,
        remarks: [
          { field: "phone", text: " 请更正 " },
          { field: "position", text: " " },
        ],
      }),
    ).toMatchObject({
      remarks: [{ field: "phone", text: "请更正" }],
    });
    expect(returnDecision({ ...nothing, opinion: " 请补 ", straightBack: true })).toMatchObject({
      opinion: "请补",
      straightBack: true,
    });
  });
});
