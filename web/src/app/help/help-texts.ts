const law2019no17 = $localize`柳职办〔2019〕17号《关于启用广西柳州市专业技术人员服务平台的通知》`;
const law2019no38 = $localize`柳职办〔2019〕38号《柳州市关于开展在线审验中、初级专业技术资格证书的通知》`;

/** What a page is for, and the words of the notice that it implements. Quotations are verbatim. */
export interface HelpText {
  what: string;
  quotes: readonly { words: string; place: string; source: string }[];
}

const quote = (place: string, words: string, source = law2019no17) => ({ words, place, source });

const online = quote(
  $localize`一、启用时间`,
  $localize`从2019年4月15日起，我市职称工作统一使用服务平台实行网上办理，不再进行线下办理。`,
);
const duty = quote(
  $localize`二（四）`,
  $localize`单位及主管单位、各系列、县（区）职改办应按相应职责及时登录服务平台，按管理权限办理业务。`,
);
const notice = quote(
  $localize`三、3`,
  $localize`自本通知下发之日起，中、初级职称证书声明作废必须通过服务平台进行公示，公示期为5个工作日，如未进行公示或公示时间不足，系统自动禁止提交材料。`,
);
const chain = quote(
  $localize`三、3`,
  $localize`个人登录服务平台提交相关材料，公示结束后提交单位，单位在审核后签章并提交主管部门，主管部门审核确认并签章后提交市职改办或县职改办审批。`,
);
const download = quote(
  $localize`四、3`,
  $localize`持职称电子证书的人员，可登录服务平台自行免费下载打印本人职称电子证书。`,
);
const replaced = quote(
  $localize`四、1`,
  $localize`从2019年4月15日起遗失往年发放的纸质证书，补发职称电子证书。发放职称电子证书后，不再统一发放纸质证书。`,
);
const check = quote(
  $localize`四、2`,
  $localize`职称电子证书加盖证书签发单位的电子印章，并设置二维码等多重数字化防伪，可通过扫描二维码或登录服务平台查验证书信息真伪，与原纸质版职称证书具有同等效力，可作为我市专业技术人员评审职称、岗位聘任或执业注册的有效凭证。`,
);
const guides = quote($localize`七`, $localize`使用说明及各办理事项的流程可登录服务平台查询下载。`);
const accounts = quote(
  $localize`二（三）`,
  $localize`各系列、县（区）职改办需报送建立帐户申请至市职改办，由我办统一创建各系列、县（区）职改办帐户。`,
);

/** One text per page; a route names its own in `data.help`. */
export const helpTexts = {
  login: {
    what: $localize`从这里登录。个人查看和办理自己的事项，单位和职改办处理送到本处的办件。`,
    quotes: [
      quote(
        $localize`二（一）`,
        $localize`个人注册账户，注册成功后登录服务平台，按服务平台办理流程要求填写有关内容，提交材料。`,
      ),
      quote($localize`二（五）`, $localize`2018年已经通过服务平台取得的用户名、密码等账户依然有效，不需重新注册。`),
    ],
  },
  home: {
    what: $localize`你在办的每一件事都在这里：走到哪一步、还剩几天、有没有要你做的。`,
    quotes: [online],
  },
  matters: { what: $localize`本平台已经开通的事项。每项都有办理说明和流程图，可以打印。`, quotes: [guides] },
  matter: { what: $localize`这项业务怎么办、要准备什么、经过哪些环节。可以打印保存。`, quotes: [guides, chain] },
  start: {
    what: $localize`选出遗失的那本证书，从这里开始补办。中级和初级证书可以在这里补办。`,
    quotes: [notice, replaced],
  },
  draft: {
    what: $localize`填写表格并上传材料。填写的内容自动保存，可以换一台设备接着填；公示没有满以前不能提交给单位。`,
    quotes: [notice, chain],
  },
  case: {
    what: $localize`这件事的全过程：现在在谁那里、第几步、还剩几个工作日、接下来是什么，每一步的意见都在。`,
    quotes: [notice, chain],
  },
  certificates: {
    what: $localize`你名下的职称证书。电子证书可以下载、打印，不收费。`,
    quotes: [download, check],
  },
  notifications: {
    what: $localize`轮到你办、被退回、办结时，都会在这里和邮件里告诉你。`,
    quotes: [chain],
  },
  notificationChoices: {
    what: $localize`每一类消息除了在平台里显示，还要不要发邮件、短信给你。依法应当送达的通知不能关闭。`,
    quotes: [chain],
  },
  service: {
    what: $localize`业务菜单里还没有在本平台开通的业务。`,
    quotes: [
      quote(
        $localize`三、1`,
        $localize`从2018年起我市高、中、初级职称评审全部通过服务平台进行网上申报，职称评审采用逐级审核上报的方式，由个人提交申请，经单位审核批准签署意见签章后，提交主管单位审核，主管单位审核确认并签章后提交系列职改办，系列职改办审核后提交评委会进行评审。`,
      ),
      quote(
        $localize`三、2`,
        $localize`办理职称认定人员和调入人员职称重新确认按规定提交个人信息，经单位审核后签章并提交主管部门，主管部门审核确认并签章后，按层级管理提交市职改办或县职改办审批。`,
      ),
      quote($localize`二（二）`, $localize`本次审验原则上采取系统审验的方式。`, law2019no38),
    ],
  },
  account: {
    what: $localize`你的账号、所在单位，以及这台设备上的显示方式。`,
    quotes: [
      quote($localize`二（五）`, $localize`2018年已经通过服务平台取得的用户名、密码等账户依然有效，不需重新注册。`),
    ],
  },
  notices: {
    what: $localize`正在公示的遗失声明，不登录也能看。对其中一件有异议的，可以在公示期内提出。`,
    quotes: [notice],
  },
  notice: {
    what: $localize`一件遗失声明的公示。知道情况与声明不符的，可以在公示结束前提出异议。`,
    quotes: [notice],
  },
  verify: {
    what: $localize`核验一本职称证书是否有效：扫证书上的二维码，或输入编号和姓名。`,
    quotes: [
      check,
      quote(
        $localize`六`,
        $localize`持职称电子证书或相关电子表的专业技术人员应严格按照规定规范使用，严禁伪造、篡改、滥用。违规行为经查证属实的，记入个人信用记录，并交有关部门按照相关规定进行处理。`,
      ),
    ],
  },
  mailbox: { what: $localize`演示环境没有真正发信，系统要发出的邮件都放在这里给你看。`, quotes: [chain] },
  inbox: {
    what: $localize`送到本处、等着办理的办件，逾期的排在最前。认领以后由你办理，别人看得到是谁在办。`,
    quotes: [duty, chain],
  },
  bulk: {
    what: $localize`同一环节的多件一起办：每件有自己的决定和意见，核对后输入一次密码；结果逐件告诉你，没办成的可以再办。`,
    quotes: [duty, chain],
  },
  search: {
    what: $localize`到过你所在机构或单位的全部办件，在办的和办结的都能查；打开就看到经过和各级意见。`,
    quotes: [duty],
  },
  substitutes: {
    what: $localize`外出、休假时请人代办：从哪天到哪天、代办哪些事项。负责人也可以为本机构的人员设置。`,
    quotes: [duty],
  },
  phrases: {
    what: $localize`写意见时可以选用的句子，按机构和环节设置。负责人管本机构的，管理员另管全部机构共用的。`,
    quotes: [duty],
  },
  leavers: {
    what: $localize`有人调离、退休时，把其名下未办结的工作一次移交，任职同时结束。移交前看得到每一件和按规定应当回避的人。`,
    quotes: [duty],
  },
  review: {
    what: $localize`审核一件：左边是申请表和材料，右边是经过和前面各级的意见，下面写意见并作出决定。`,
    quotes: [
      chain,
      quote(
        $localize`五`,
        $localize`职称评审表、职称认定表和职称重新确认审批表经相应审批部门加盖电子印章后，用人单位可登录服务平台下载打印相关的电子表，存入个人人事档案。`,
      ),
    ],
  },
  analytics: {
    what: $localize`本机构和下级机构办得多快、多少、退回什么。每个数字都能点开，看到它由哪些办件组成。`,
    quotes: [duty],
  },
  counter: {
    what: $localize`没有手机、不会上网的人来窗口时，由职改办人员按其身份证代为填写、上传、提交和领取。每一步都记下代办人；提交以后打印受理通知书，本人签名，扫描存入办件。`,
    quotes: [duty],
  },
  register: {
    what: $localize`职改办按编号查一本证书的现状和违规记录。经查实要撤销的，由发证职改办或市职改办负责人办理，核验页随即显示。`,
    quotes: [check],
  },
  ratings: {
    what: $localize`申请人办结以后对本机构的评价。每条可以回复一次，申请人在办件页看到。`,
    quotes: [duty],
  },
  health: {
    what: $localize`各机构有没有逾期、有没有办件卡住、各项服务是否正常。`,
    quotes: [duty],
  },
  rules: {
    what: $localize`每个环节送到哪个机构、几个工作日内办完。法定的期限不能缩短。`,
    quotes: [quote($localize`三、2`, $localize`按层级管理提交市职改办或县职改办审批。`), notice],
  },
  calendar: {
    what: $localize`哪些天是工作日。公示期和办理期限都按这里的日历计算，改动后正在办理的也重新计算。`,
    quotes: [notice],
  },
  offices: { what: $localize`参与办理的机构和其中的人员。`, quotes: [accounts, duty] },
  office: {
    what: $localize`一个机构的资料、成员和账户申请。县（区）、系列职改办的账户由市职改办建立；任职结束，权限随即停止。`,
    quotes: [accounts, duty],
  },
  texts: {
    what: $localize`轮到谁办、公示到什么时候、被退回、办结，都由这里的文字告诉本人。改动存为新的一版，以后发出的消息用新的文字。`,
    quotes: [chain],
  },
  catalogues: {
    what: $localize`退回时勾选的原因、声明里选的遗失情况、职称的系列和名称，都从这里的目录来。改动存为新的一版，停用的不再提供选用，以前的办件不变。`,
    quotes: [duty],
  },
  password: {
    what: $localize`修改本人的登录密码。初始密码由别人设定，首次登录须先改成自己的；改好后，其他设备上的登录同时结束。`,
    quotes: [
      quote($localize`二（五）`, $localize`2018年已经通过服务平台取得的用户名、密码等账户依然有效，不需重新注册。`),
    ],
  },
  platform: { what: $localize`这个地址没有页面。人才通办理的是职称工作的网上业务。`, quotes: [online] },
} as const satisfies Record<string, HelpText>;

export type HelpKey = keyof typeof helpTexts;
