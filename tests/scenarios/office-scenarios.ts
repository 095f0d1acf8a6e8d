import {
  everyone,
  reading,
  applicant,
  taskOf,
  newCertificate,
  noticeOf,
  approval,
  objection,
  officeReads,
  deskReads,
  ownList,
  publicRead,
  dayOff,
  type Scenario,
} from "./scene.ts";

/** Desks, public pages, administration and messages, by the id of the endpoint. */
export const officeScenarios: Readonly<Record<string, Scenario>> = {
  listInbox: deskReads,
  countInbox: deskReads,
  claimNext: { ...deskReads, conflict: "takes what nobody holds, or nothing" },
  claimTask: {
    denied: (scene) => ({ as: "danwei", params: { id: taskOf(scene, "department").id }, code: "not-found" }),
    conflict: (scene) => ({
      ...{ as: "shizhigaiban", params: { id: taskOf(scene, "objected", "objection").id }, code: "already-claimed" },
    }),
    success: (scene) => ({ as: "rencaizhongxin", params: { id: taskOf(scene, "talent-centre").id } }),
  },
  releaseTask: {
    denied: (scene) => ({
      as: "danwei",
      params: { id: taskOf(scene, "department").id },
      body: { reason: "" },
      code: "not-found",
    }),
    conflict: (scene) => ({
      as: "shizhigaiban",
      params: { id: taskOf(scene, "objected", "objection").id },
      body: { reason: "今天外出" },
      code: "already-claimed",
    }),
    success: (scene) => ({
      as: "chief of the department",
      params: { id: taskOf(scene, "department").id },
      body: { reason: "今天外出" },
    }),
  },
  getTask: {
    denied: (scene) => ({ as: "zhuguan", params: { id: taskOf(scene, "employer").id }, code: "not-found" }),
    conflict: reading,
    success: (scene) => ({ as: "danwei", params: { id: taskOf(scene, "employer").id } }),
  },
  decideTask: {
    denied: (scene) => {
      const { id, version } = taskOf(scene, "employer");
      const as = "agent who did not enter the password again";
      return { as, params: { id }, body: approval(version), code: "step-up-needed" };
    },
    conflict: (scene) => ({
      ...{ as: "danwei", params: { id: taskOf(scene, "employer").id } },
      ...{ body: approval(99), code: "stale-version" },
    }),
    success: (scene) => {
      const { id, version } = taskOf(scene, "employer");
      return { as: "danwei", params: { id }, body: approval(version) };
    },
  },
  revealIdentityNumber: {
    denied: (scene) => ({ as: "13900000005", params: { id: taskOf(scene, "city-title-office").id }, code: "own-case" }),
    conflict: (scene) => ({
      as: "shizhigaiban2",
      params: { id: taskOf(scene, "city-title-office").id },
      code: "already-claimed",
    }),
    success: (scene) => ({ as: "shizhigaiban", params: { id: taskOf(scene, "city-title-office").id } }),
  },

  listNotices: publicRead,
  getNotice: {
    denied: (scene) => ({ as: "nobody", params: noticeOf(scene, "withdrawn"), code: "not-found" }),
    conflict: reading,
    success: (scene) => ({ as: "nobody", params: noticeOf(scene, "objected") }),
  },
  fileObjection: {
    denied: everyone,
    conflict: (scene) => ({
      as: "nobody",
      params: noticeOf(scene, "completed"),
      body: objection(),
      code: "notice-ended",
    }),
    success: (scene) => ({ as: "nobody", params: noticeOf(scene, "objected"), body: objection() }),
  },
  verifyByToken: {
    denied: everyone,
    conflict: reading,
    success: async (scene) => {
      const { token_cipher: cipher } = (await newCertificate(scene))!;
      return { as: "nobody", params: { token: scene.stage.desk.encryption.decrypt("certificates.token", cipher) } };
    },
  },
  verifyByNumber: { ...publicRead, success: () => ({ as: "nobody", body: { number: "06000116", name: "覃志远" } }) },
  verifyFile: { ...publicRead, success: () => ({ as: "nobody", body: Buffer.from("%PDF-1.4 unsigned") }) },

  listRules: officeReads(),
  exportRules: officeReads({ format: "xlsx" }),
  getCalendar: officeReads({ year: "2026" }),
  changeCalendarDay: {
    denied: () => ({ as: applicant, body: dayOff, code: "not-allowed" }),
    conflict: "every change is a version of its own",
    success: () => ({ as: "guanli", body: dayOff }),
  },
  listOffices: officeReads(),
  exportOffices: officeReads({ format: "csv" }),
  getHealth: officeReads(),
  getProcessPicture: { ...ownList, success: () => ({ as: applicant, params: { matter: "certificate-replacement" } }) },

  listNotifications: ownList,
  readNotification: {
    denied: async ({ stage, subjects }) => {
      const foreign = subjects.notifications.find(
        ({ subject }) => subject.accountId !== stage.desk.world.accounts[applicant],
      )!;
      return { as: applicant, params: { id: foreign.id }, code: "not-found" };
    },
    conflict: "read twice is read",
    success: async ({ stage, subjects }) => {
      const mine = subjects.notifications.find(
        ({ subject }) => subject.accountId === stage.desk.world.accounts[applicant],
      )!;
      return { as: applicant, params: { id: mine.id } };
    },
  },
  listNotificationChoices: ownList,
  chooseNotification: {
    denied: () => ({
      as: applicant,
      body: { news: "results", channel: "mail", wanted: false },
      code: "news-must-reach",
    }),
    conflict: "the last choice holds",
    success: () => ({ as: applicant, body: { news: "progress", channel: "mail", wanted: false } }),
  },
  followEvents: ownList,
};
