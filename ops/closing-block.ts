import type { DemoAccounts } from "./demo-accounts.ts";

export interface ClosingBlock {
  address: string;
  accounts: DemoAccounts;
  stateDirectory: string;
  /** Where the database lies when that is not below the state directory. */
  databaseDirectory: string | undefined;
  /** Sentences about what is missing or running aside. */
  remarks: readonly string[];
  secondsToReady: number;
}

/** The last thing a start prints. */
export function closingBlock(block: ClosingBlock): string {
  const rule = "─".repeat(72);
  const elsewhere = block.databaseDirectory && !block.databaseDirectory.startsWith(block.stateDirectory);
  return [
    "",
    rule,
    `  人才通已就绪（用时 ${block.secondsToReady.toFixed(1)} 秒）`,
    "",
    `  地址    ${block.address}`,
    `  数据    ${block.stateDirectory}${elsewhere ? `，数据库在 ${block.databaseDirectory}` : ""}`,
    "  重置    npm run reset（清除以上全部数据，下次启动重新生成）",
    "  停止    Ctrl-C",
    ...(block.accounts.length > 0 ? ["", "  演示账号（账号 / 密码）", ...accountLines(block.accounts)] : []),
    ...(block.remarks.length > 0 ? ["", ...block.remarks.map((remark) => `  注意：${remark}`)] : []),
    rule,
    "",
  ].join("\n");
}

function accountLines(accounts: DemoAccounts): string[] {
  const names = accounts.map((account) => `${account.loginName} / ${account.password}`);
  const nameWidth = Math.max(...names.map(columns));
  const labelWidth = Math.max(...accounts.map((account) => columns(account.label)));
  return accounts.map(
    (account, index) =>
      `    ${padded(names[index]!, nameWidth)}  ${padded(account.label, labelWidth)}  ${account.goodFor}`,
  );
}

function padded(text: string, width: number): string {
  return text + " ".repeat(width - columns(text));
}

/** Columns of a terminal: a Chinese character takes two. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text) width += character.codePointAt(0)! > 0x2e7f ? 2 : 1;
  return width;
}
