import { formatInstant, formatTime } from "../civil-date.ts";
import type { RefusalCode, RefusalParams } from "../refusal.ts";

/** Languages a refusal can be said in; another one is another table beside this. */
export type TextLanguage = "zh-CN";

type Sentence = string | ((params: RefusalParams) => string);

function instantOf(value: RefusalParams[string] | undefined): number | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const instant = new Date(value).getTime();
  return Number.isNaN(instant) ? undefined : instant;
}

function wordOf(value: RefusalParams[string] | undefined, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** 12 分钟后, 30 秒后 */
function later(seconds: RefusalParams[string] | undefined): string {
  const count = typeof seconds === "number" ? seconds : 60;
  return count < 60 ? `${count} 秒后` : `${Math.ceil(count / 60)} 分钟后`;
}

/** What is not possible, why, and what to do: all three in each sentence (experience.md). */
const chinese: Record<RefusalCode, Sentence> = {
  "not-signed-in": "还没有登录，或登录已过期。请登录后继续，已填的内容不会丢。",
  "wrong-password": "账号或密码不对。请核对后再试；连续输错 5 次会锁定 15 分钟。",
  "account-locked": (p) => {
    const until = instantOf(p["until"]);
    return until === undefined
      ? "密码连续输错 5 次，账号已锁定 15 分钟，请稍后再试。"
      : `密码连续输错 5 次，账号已锁定，${formatTime(until)} 后可以再试。`;
  },
  "too-many-requests": (p) => `操作太频繁，为保护大家的信息暂停受理，请在 ${later(p["afterSeconds"])} 再试。`,
  "not-allowed": "你没有办理这件事的权限。如果应当由你办理，请联系本单位管理员。",
  "step-up-needed": "这一步要加盖公章或撤销证书，为防止他人代用，请先再输入一次登录密码。",
  "own-certificate": "这是你本人的证书，按回避规定不能由你撤销，请由另一位负责人办理。",
  "not-revocable": "这本证书现在不是有效状态，不能撤销。请重新查询，看它的现状。",
  "certificate-revoked": "办件所涉的证书已被撤销，不能再通过。请不予通过，并写明原因。",
  "own-case": "这是你本人的办件，按回避规定不能由你审核，请交同事办理。",
  "agent-of-applicant": "你已代表用人单位或在窗口代申请人办理过这件，按回避规定不能再由你审核，请交同事办理。",
  "absent-barred": (p) =>
    `你是代${wordOf(p["who"], "同事")}办理，而其按回避规定不能办这件，你也不能代办。请交其他同事办理。`,
  "not-a-member": (p) => `你现在不是${wordOf(p["office"], "这个机构")}的经办人员，不能办理这件。如有变动请联系管理员。`,
  "wrong-origin": "这个请求不是从本平台页面发出的，为防冒用没有受理。请回到本平台页面重新操作。",
  "not-found": "没有找到，可能已被删除，或者不属于你。请回到列表重新打开。",
  "not-offered": "这个地址不提供这种操作，没有受理。请回到本平台页面重新操作。",
  "already-decided": (p) =>
    p["who"]
      ? `这一步已由 ${wordOf(p["who"], "")} 办理，不能再次办理。请刷新查看结果。`
      : "这一步已经办理过了，不能再次办理。请刷新查看结果。",
  "already-claimed": (p) => {
    const at = instantOf(p["at"]);
    const who = wordOf(p["who"], "同事");
    return at === undefined ? `这件已由 ${who} 认领。` : `这件已由 ${who} 在 ${formatTime(at)} 认领。`;
  },
  "not-claimed": "这件还没有认领，请先认领再办理。",
  "stale-version": (p) => {
    const at = instantOf(p["at"]);
    const who = wordOf(p["who"], "别处");
    const what = p["what"] ? `（${wordOf(p["what"], "")}）` : "";
    return at === undefined
      ? "内容已在别处改动，这次没有保存。请刷新后在最新内容上修改。"
      : `内容已由 ${who} 在 ${formatTime(at)} 改动${what}，这次没有保存。请刷新后在最新内容上修改。`;
  },
  "open-case-exists": "这本证书已有一件补办正在办理，同一证书一次只能办一件。请到“我的办件”查看进度。",
  "on-its-way": "刚才的提交正在处理，请稍等片刻，不用重复提交。",
  "key-reused": "这次提交与之前的另一次提交编号相同，没有受理。请刷新页面后重新提交。",
  "notice-running": (p) => {
    const from = instantOf(p["from"]);
    const days = typeof p["days"] === "number" ? `公示未满 ${p["days"]} 个工作日` : "公示还没有结束";
    return from === undefined ? `${days}，期满后可提交。` : `${days}，${formatInstant(from)} 起可提交。`;
  },
  "notice-ended": (p) => {
    const endedAt = instantOf(p["endedAt"]);
    return endedAt === undefined
      ? "公示已经结束，不再受理异议。如有线索请直接联系受理机构。"
      : `公示已于 ${formatInstant(endedAt)} 结束，不再受理异议。如有线索请直接联系受理机构。`;
  },
  "not-now": "办件现在不在这一步，不能这样操作。请刷新查看最新进度。",
  "bulk-begun": "这批已经开始办理，不能再改动。请在进度里查看每一件的结果。",
  "bulk-item-moved": "核对以后这件又有变动，没有办理。请打开看过，再重新核对。",
  "bulk-item-unanswered":
    "未得到答复：决定已经发出，十分钟内没有收到回音，可能已经办理，也可能没有。请点“再问一次”，已经办理的不会办两次；仍没有答复的，请告诉管理员。",
  "bulk-not-alike": "批量办理只能选同一事项、同一环节的审核待办。请重新选择后再办理。",
  "case-not-operated": "这件没有做成，其他的不受影响。请稍后再试；仍然不成，请点“修复”，或查看它的引擎记录。",
  "case-closed": "这件已经办结，不能再操作。请在“已办结”里查看结果。",
  "already-signed": "这一步你已经代表另一个会签机构签过，一个人不能签两次，请交同事办理。",
  "signer-not-possible": (p) =>
    `不能请${wordOf(p["office"], "这个机构")}会签：它已在会签名单里、已停用，或没有在岗的审核人员。请另选机构。`,
  "task-lent": "这件正借给同事看，交回以后由原办理人决定。借看的人请写好意见交回；原办理人可以先收回。",
  "no-such-colleague": "接手的人现在不是这个机构的在岗人员。请从名单里另选一位。",
  "colleague-barred": (p) => `${wordOf(p["who"], "这位同事")}按回避规定不能办这件，请另选一位。`,
  "loan-end-past": "交回的日期已经过去，请选今天或以后的日期。",
  "no-such-substitute": "这位同事现在不能代办：须在岗，并与被代的人同类、同级或在其上级机构。请从名单里另选一位。",
  "substitution-past": "代办的日期不对：从今天或以后开始，结束不早于开始。请重新选择日期。",
  "last-signer": "会签名单里只剩这一个机构，不能减签。请由它办理，或退回。",
  "no-such-defect": "选中的退回原因里有一项不在目录里或者已经停用，没有退回。请刷新后重新选择退回原因。",
  "no-such-choice": "表里选的一项刚刚停用，没有提交。请打开表单重新选择后再提交。",
  "catalogue-name-taken": (p) =>
    `目录里已经有“${wordOf(p["name"], "这一项")}”，没有保存。请换一个说法，或者修改已有的那一项。`,
  "no-such-step": "这件没有经过这个环节，不能退回到那里。请重新选择退回环节。",
  "senior-certificate": "高级职称证书由自治区签发，不在本市补办。请向自治区人力资源社会保障部门申请。",
  "certificate-not-valid": "这本证书已被替换或注销，不能补办。请选择现在有效的证书。",
  "not-your-certificate": "这不是你本人的证书，不能由你声明遗失。请选择自己的证书。",
  "form-incomplete": "还有必填内容没有填好，请按提示补齐后再提交。",
  "opinion-required": "请写明办理意见后再提交，申请人要看到理由。",
  "nothing-to-recall": "下一环节已经处理，或没有可以收回的操作，不能收回了。",
  "acts-for-a-body": "这个人在机构或单位任职，账号里有公务。请本人登录办理，窗口不能代为登录。",
  "no-such-person":
    "没有找到姓名和身份证号都相符、可以办理的人，没有开始代办。请对照身份证重新输入；证书没有登记的，请先到发证机构登记。",
  "not-at-counter": "这一项要由本人作出，窗口代办时不能代为办理。请本人登录后自己办理。",
  "person-otherwise-named":
    "这个身份证号已登记在另一个姓名下，没有登记。请对照身份证核对；确实改过名的，请持户口簿到发证机构更正。",
  "already-rated": "这件已经评价过了，一件只能评价一次。可以刷新查看评价和回复。",
  "already-answered": "这条评价已经回复过了，一条只回复一次。请刷新查看回复。",
  "objection-limit": (p) =>
    `这则公示还有 ${typeof p["most"] === "number" ? p["most"] : 20} 件异议正在审查，平台暂不再收。请过些时候再来提出，或者直接联系受理机构反映。`,
  "file-too-large": (p) => {
    const bytes = typeof p["limitBytes"] === "number" ? Math.round(p["limitBytes"] / 1024 / 1024) : 10;
    const most = typeof p["mostInMegabytes"] === "number" ? p["mostInMegabytes"] : bytes;
    return `文件太大，最大 ${most} MB。请压缩或分成几个文件后再上传。`;
  },
  "file-type-refused": (p) =>
    `只接受 JPG、PNG 图片或 PDF 文件，${p["name"] ? `“${wordOf(p["name"], "")}”` : "这个文件"}不是。请换一种格式再上传。`,
  "file-unsafe": (p) => `文件没有保存：${wordOf(p["reason"], "没有通过安全检查")}。请换一个文件，或重新扫描后再上传。`,
  "photo-refused": (p) =>
    `照片没有保存：${wordOf(p["reason"], "不符合 2 寸证件照要求。")}请换一张，或在页面里裁剪后再上传。`,
  "number-not-searched":
    "这里只认一个完整的 18 位身份证号。号码请单独输入，不要和别的文字写在一起；手机号查不到办件，请改用姓名、单位或编号。",
  "too-many-filters": (p) =>
    `你存下的筛选已有 ${typeof p["most"] === "number" ? p["most"] : 50} 个，不能再存。请先去掉不用的，或者用原来的名称存，换下旧的。`,
  "list-too-long": (p) =>
    `这个列表超过 ${typeof p["most"] === "number" ? p["most"] : 100_000} 行，一个 Excel 文件放不下。请导出为 CSV（不限行数），或先用筛选缩小范围。`,
  "too-many-files": (p) =>
    typeof p["most"] === "number"
      ? `这一项最多上传 ${p["most"]} 个文件。请先删去一个再上传。`
      : "这一项的文件已经够多。请先删去一个再上传。",
  "file-waiting": "材料正在等待安全检查，暂时不能打开或提交。检查通过后会自动可用，不用重新上传。",
  "upload-offset": "这个文件的进度已经变化，页面会从已经收到的地方接着传。",
  "upload-damaged": "文件在传输中损坏，没有保存。请重新上传这个文件。",
  "storage-full": "系统存储空间不足，这一次没有保存。我们已经知道，请稍后再试；填好的内容都在页面上。",
  "preview-unavailable": "打印预览现在做不出来，文书工具暂时不可用。填好的内容都在，不影响提交；请稍后再试。",
  "paper-unavailable": "文书现在做不出来，文书工具暂时不可用。编号已经留好，办理不受影响；请稍后再打开。",
  "engine-unreachable": "办件系统暂时连不上，这次提交没有发出，内容都在。请稍等一两分钟再提交。",
  "engine-silent":
    "办件系统连上了，但没有及时应答，这一步可能已经办了，也可能没有。请稍等一两分钟看结果；再按一次也不会重复办理。",
  "weaker-than-law": (p) => {
    const article = wordOf(p["article"], "有关规定");
    if (p["reason"] === "skip-not-allowed") return `这一步不能跳过，没有保存。依据${article}，请改为由机构办理。`;
    if (p["reason"] === "no-such-step") return `${article}里没有这一步，没有保存。请重新选择步骤。`;
    return typeof p["workingDays"] === "number"
      ? `时限少于规定的 ${p["workingDays"]} 个工作日，没有保存。依据${article}，请改为不少于 ${p["workingDays"]} 个工作日。`
      : "这样设置低于规定的最低要求，没有保存。请改为不低于规定的天数。";
  },
  "author-of-rules": "规则要由起草人以外的另一位管理员复核，你不能复核自己起草的。请另一位管理员办理。",
  "not-author-of-rules": "这份草稿由别人起草，只有起草人可以改。请联系起草人，或者另外起草一份。",
  "author-of-succession": "机构调整要由提出人以外的另一位管理员复核，你不能复核自己提出的。请另一位管理员办理。",
  "not-author-of-succession": "这项机构调整由别人提出，只有提出的人可以收回。不同意的，请写明原因退回。",
  "succession-waiting": "这个机构已有一项机构调整在等复核，没有再送。请刷新查看；要改的，请提出的人先收回。",
  "succession-elsewhere": (p) =>
    ({
      "carried-out": "这项机构调整已经移交，不能再改。请刷新查看接替的机构。",
      declined: "这项机构调整已经没有通过复核。要再办的，请重新提出。",
      withdrawn: "这项机构调整已由提出的人收回。要再办的，请重新提出。",
    })[String(p["state"])] ?? "这项机构调整已经有了结果。请刷新查看。",
  "rule-draft-elsewhere": (p) =>
    p["state"] === "submitted"
      ? "这份草稿已送复核，不能再改。需要改时请起草人先收回。"
      : p["state"] === "editing"
        ? "这份草稿还在修改，没有送复核。请等起草人送出后再办理。"
        : "这份草稿已经起用或放弃，不能再操作。请回到路由规则页重新起草。",
  "rules-moved-on": (p) => {
    const at = instantOf(p["at"]);
    const newest = `${typeof p["version"] === "number" ? `第 ${p["version"]} 版规则` : "新的一版规则"}已由 ${wordOf(p["who"], "另一位管理员")}${at === undefined ? "" : ` 在 ${formatInstant(at)} `}起用`;
    return `${newest}，这份草稿还是按旧版改的，没有起用。请起草人换到新版，核对后再送复核。`;
  },
  "calendar-moved-on": "日历刚刚有别的改动，预览的结果已经不准，没有导入。请重新预览后再确认。",
  "rules-unchanged": "这份草稿与现在的规则完全一样，不用送复核。请先修改，或者放弃草稿。",
  "rules-not-sound": (p) => `规则里还有错误，没有起用：${wordOf(p["finding"], "请看检查结果。")}请改正后再送复核。`,
  "rules-without-receiver": (p) =>
    `按这份规则有 ${Number(p["count"]) || "一些"} 件办件找不到接收机构，不能送复核或起用。请指定一个有经办人员的代收机构。`,
  "news-must-reach": "这一类消息依法应当送达，邮件不能关闭。可以另外加上短信。",
  "channel-unavailable": (p) =>
    p["channel"] === "sms"
      ? "现在不能用短信通知：没有接入短信网关，或者你的账号没有手机号。请选择邮件。"
      : "你的账号没有邮箱，不能用邮件通知。请联系管理员登记邮箱。",
  "password-change-needed": "你用的是别人设定的初始密码，为保护账户要先改成自己的密码。请到“修改密码”改好后继续。",
  "password-unchanged": "新密码与现在的密码相同，没有修改。请换一个新密码。",
  "login-name-taken": (p) => `登录名“${wordOf(p["loginName"], "")}”已有账户使用，没有建立。请换一个登录名。`,
  "no-such-account": (p) =>
    `没有登录名为“${wordOf(p["loginName"], "")}”的在用账户，没有增加。请核对登录名，或新建账户。`,
  "already-a-member": (p) =>
    `${wordOf(p["who"], "这个人")}在这段时间已经是本机构的这个角色，没有再增加。需要时请修改原来的任期。`,
  "member-has-work": (p) =>
    `${wordOf(p["who"], "这个人")}在本机构还有 ${Number(p["count"]) || "几"} 件认领后没有办结的，任职没有结束。请先办理离岗交接，或选择放回待认领。`,
  "last-administrator": "这是最后一位系统管理员，结束后无人能够管理，没有结束。请先增加另一位系统管理员。",
  "term-past": "任期不对：结束日期不能早于开始日期，也不能早于今天。请重新选择；要立即结束，请用“结束任职”。",
  "office-name-taken": (p) => `已有名为“${wordOf(p["name"], "")}”的机构，没有保存。请换一个名称。`,
  "office-ended": "这个机构已经停用，不能再改动。需要时请在接替它的机构办理。",
  "office-in-use": (p) =>
    `这个机构还在使用：${wordOf(p["what"], "有在办的事")}，没有停用。请选择接替它的机构，一并移交。`,
  "office-misplaced": "上级机构不对：不能是本机构或它的下级，也不能是已停用的机构。请重新选择。",
  "successor-not-fit": "不能由这个机构接替：须是另一个同类、没有停用的机构。请另选机构。",
  "demo-only": "这个功能只在演示环境提供。",
};

const tables: Record<TextLanguage, Record<RefusalCode, Sentence>> = { "zh-CN": chinese };

/** One sentence for people. `from`, `until`, `at`, `endedAt` in `params` are ISO instants; shown in Asia/Shanghai. */
export function refusalSentence(
  code: RefusalCode,
  params: RefusalParams = {},
  language: TextLanguage = "zh-CN",
): string {
  const sentence = tables[language][code];
  return typeof sentence === "string" ? sentence : sentence(params);
}
