import type {
  CertificateReplacementEffect,
  CertificateReplacementStep,
} from "../domain/matters/certificate-replacement.steps.ts";
import { matter } from "./steps.ts";

/** 柳职办〔2019〕17号 三.3 中、初级职称证书遗失补办 */
export const certificateReplacement = matter<CertificateReplacementStep, CertificateReplacementEffect>(async (c) => {
  await c.ask("declare"); // 声明作废必须通过服务平台进行公示
  await c.notice("loss"); // 公示期为 5 个工作日；未满，系统自动禁止提交材料
  await c.ask("materials"); // 公示结束后提交单位
  await c.inOrder("employer", "department", "title-office"); // 单位签章 → 主管部门签章 → 市或县职改办审批
  await c.carryOut("issue-certificate"); // 补发职称电子证书，原证作废
  return "completed";
});
