import { createHash, randomBytes, randomUUID } from "node:crypto";
import sharp from "sharp";
import { rows } from "../../db/connection.ts";
import { applicant, draftOf, reading, stranger, type Scenario, type Scene } from "./scene.ts";

const writer = "13900000002";
const open = (scene: Scene) => draftOf(scene, "while the notice runs").id;
const handedIn = (scene: Scene) => draftOf(scene, "that was handed in").id;

/** Noise: no two are alike. */
const picture = () =>
  sharp(randomBytes(64 * 64 * 3), { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg()
    .toBuffer();

const named = (content: Buffer) => ({
  ...{ kind: "loss-statement", name: "情况说明.jpg", sizeInBytes: content.length },
  hash: createHash("sha256").update(content).digest("hex"),
});

/** A file that was begun in a draft, of which the first bytes have arrived. */
async function begun({ stage, partials }: Scene, draft: string, content: Buffer, arrived = 0) {
  const { kind, name, sizeInBytes, hash } = named(content);
  const uploadId = randomUUID();
  await rows(
    stage.desk.database,
    `insert into uploads (id, draft_id, kind, name, content_hash, size_in_bytes, touched_at)
     values ($1, $2, $3, $4, $5, $6, now())`,
    [uploadId, draft, kind, name, hash, sizeInBytes],
  );
  if (arrived > 0) await partials.append(uploadId, 0, [content.subarray(0, arrived)] as never, sizeInBytes);
  return { id: draft, uploadId };
}

const beginning = async () => ({ body: named(await picture()) });

/** Files that arrive in parts, and the draft on paper, by the id of the endpoint. */
export const uploadScenarios: Readonly<Record<string, Scenario>> = {
  beginUpload: {
    denied: async (scene) => ({
      ...{ as: stranger, params: { id: open(scene) }, ...(await beginning()), code: "not-found" },
    }),
    conflict: async (scene) => ({
      ...{ as: applicant, params: { id: handedIn(scene) }, ...(await beginning()), code: "already-decided" },
    }),
    success: async (scene) => ({ as: writer, params: { id: open(scene) }, ...(await beginning()) }),
  },
  listUploads: {
    denied: (scene) => ({ as: stranger, params: { id: open(scene) }, code: "not-found" }),
    conflict: reading,
    success: async (scene) => {
      await begun(scene, open(scene), await picture(), 10);
      return { as: writer, params: { id: open(scene) } };
    },
  },
  appendUpload: {
    denied: async (scene) => {
      const body = await picture();
      const params = await begun(scene, open(scene), body);
      return { as: stranger, params, query: { offset: "0" }, body, code: "not-found" };
    },
    conflict: async (scene) => {
      const body = await picture();
      const params = await begun(scene, handedIn(scene), body);
      return { as: applicant, params, query: { offset: "0" }, body, code: "already-decided" };
    },
    success: async (scene) => {
      const body = await picture();
      return { as: writer, params: await begun(scene, open(scene), body), query: { offset: "0" }, body };
    },
  },
  completeUpload: {
    denied: async (scene) => {
      const content = await picture();
      return { as: stranger, params: await begun(scene, open(scene), content, content.length), code: "not-found" };
    },
    conflict: async (scene) => ({
      ...{ as: writer, params: await begun(scene, open(scene), await picture(), 10), code: "upload-offset" },
    }),
    success: async (scene) => {
      const content = await picture();
      return { as: writer, params: await begun(scene, open(scene), content, content.length) };
    },
  },
  dropUpload: {
    denied: async (scene) => ({
      ...{ as: stranger, params: await begun(scene, open(scene), await picture()), code: "not-found" },
    }),
    conflict: "what is finished or gone needs no dropping",
    success: async (scene) => ({ as: writer, params: await begun(scene, open(scene), await picture(), 10) }),
  },
  printDraft: {
    denied: (scene) => ({ as: stranger, params: { id: open(scene) }, code: "not-found" }),
    conflict: (scene) => ({ as: applicant, params: { id: handedIn(scene) }, code: "already-decided" }),
    success: (scene) => ({ as: writer, params: { id: open(scene) }, query: { disposition: "attachment" } }),
  },
};
