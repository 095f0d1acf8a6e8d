import { closingBlock, columns } from "./closing-block.ts";

const block = {
  address: "http://localhost:8080",
  accounts: [
    { loginName: "13900000001", password: "p", label: "申请人", goodFor: "提交" },
    { loginName: "guanli", password: "p", label: "系统管理员", goodFor: "看运行状况" },
  ],
  stateDirectory: "/srv/data",
  databaseDirectory: "/srv/data/postgres",
  remarks: [],
  secondsToReady: 4.23,
};

test("start: the closing block says address, accounts, where the data lies, how to reset", () => {
  const text = closingBlock(block);
  for (const part of [
    "http://localhost:8080",
    "13900000001 / p",
    "看运行状况",
    "/srv/data",
    "npm run reset",
    "4.2 秒",
  ]) {
    expect(text).toContain(part);
  }
  expect(text).not.toContain("注意");
});

test("start: what each account is good for stands in one column, Chinese names or not", () => {
  const lines = closingBlock(block).split("\n");
  const [first, second] = ["提交", "看运行状况"].map((what) => {
    const line = lines.find((one) => one.includes(what))!;
    return columns(line.slice(0, line.indexOf(what)));
  });
  expect(first).toBe(second);
});

test("start: a database that lies elsewhere, and remarks, are told", () => {
  const text = closingBlock({ ...block, databaseDirectory: "/var/lib/rencaitong/1/data", remarks: ["缺少中文字体。"] });
  expect(text).toContain("数据库在 /var/lib/rencaitong/1/data");
  expect(text).toContain("注意：缺少中文字体。");
});
