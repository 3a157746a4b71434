import * as z from 'zod';
import { isObjectName } from '../manifest/manifest.ts';
import { isLabelKey, isLabelValue } from '../selectors/requirement.ts';
import { invalid } from './cluster-answers.ts';

const text = z.string().max(512);
/** What else an object says of itself, as far as it is shown, or tells whether it is collected. Go writes nothing as null. */
const metaSchema = z.object({
  labels: z.record(z.string().refine(isLabelKey), z.string().refine(isLabelValue)).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  creationTimestamp: z.iso.datetime().nullish(),
  ownerReferences: z
    .array(
      z.object({
        apiVersion: text.regex(/^[\w.-]+(\/[\w.-]+)?$/),
        kind: text.regex(/^[A-Za-z][A-Za-z0-9]*$/),
        name: text.refine(isObjectName),
        controller: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

export interface CheckedMeta {
  labels: Record<string, string>;
  createdAt?: string;
  /** The owner that made it, and makes it anew. */
  controller?: { apiVersion: string; kind: string; name: string };
}

/** @throws Fault Permanent `cluster.answer_invalid`, naming the field; what was answered is not repeated */
export function checkedMeta(meta: unknown, kind: string): CheckedMeta {
  const { data, error } = metaSchema.safeParse(meta);
  if (!data) throw invalid(`a ${kind} has ${String(error.issues[0]?.path[0])} that no API server takes`);
  const controller = data.ownerReferences?.find((owner) => owner.controller);
  return {
    labels: data.labels ?? {},
    ...(data.creationTimestamp ? { createdAt: data.creationTimestamp } : {}),
    ...(controller
      ? { controller: { apiVersion: controller.apiVersion, kind: controller.kind, name: controller.name } }
      : {}),
  };
}
