import { withoutPersonalData } from "../masking.ts";

const titles: Readonly<Record<string, string>> = {
  "run-started": "流程开始运行",
  "run-completed": "流程办结",
  "run-failed": "流程异常中止",
  "run-timed-out": "流程超时中止",
  "run-cancelled": "流程被取消",
  "run-terminated": "流程被终止",
  "run-renewed": "换新：以同样的进度开始新一轮运行",
  "code-scheduled": "排队等办理程序",
  "code-started": "办理程序接手",
  "code-completed": "办理程序走完一步",
  "code-timed-out": "办理程序没有按时答复，重新排队",
  "code-failed": "办理程序出错，会自动重试",
  "work-scheduled": "交办一项工作",
  "work-started": "工作开始",
  "work-completed": "工作完成",
  "work-failed": "工作失败",
  "work-timed-out": "工作超时",
  "timer-started": "开始计时",
  "timer-fired": "时间到",
  "timer-cancelled": "停止计时",
  "act-done": "写入数据库",
  signalled: "收到通知，再看一次",
  "command-accepted": "收到一次办理",
  "command-refused": "没有收下一次办理",
  "command-answered": "答复一次办理",
  "options-changed": "运行设置有改动",
  "clock-moved": "时钟快进（演示）",
};

const acts: Readonly<Record<string, string>> = {
  openStep: "打开环节",
  lookAtStep: "查看环节现状",
  recordCommand: "写入办理",
  beginEffect: "开始签发",
  closeCase: "结束办件",
  carryOutEffect: "制作并签发文书",
};

/** What people wrote in their own words: an operator sees that it is there, not what it says. */
const written = new Set(["opinion", "reason", "text", "remarks", "name", "displayName", "receiverName", "message"]);

/** One line of the engine's record in words; `data` as the engine holds it. */
export function engineEventTitle(type: string, data: unknown): string {
  const title = titles[type] ?? "其他引擎记录";
  const act = Object.entries(acts).find(([name]) => JSON.stringify(data ?? "").includes(`"${name}"`));
  return act ? `${title}：${act[1]}` : title;
}

/** The same data without what people wrote and without numbers that name a person. */
export function engineEventDetail(data: unknown): unknown {
  if (typeof data === "string") return withoutPersonalData(data);
  if (Array.isArray(data)) return data.map(engineEventDetail);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      written.has(key) && value !== null && value !== "" && value !== undefined
        ? "（已隐去）"
        : engineEventDetail(value),
    ]),
  );
}
