import * as z from 'zod';
import { isObjectName, listOf } from '../manifest/manifest.ts';
import { isLabelKey, isLabelValue } from '../selectors/requirement.ts';
import { invalid } from './cluster-answers.ts';

/** What an API server has checked, or set itself. Go writes nothing as null. */
const metaSchema = z.object({
  labels: z.record(z.string().refine(isLabelKey), z.string().refine(isLabelValue)).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  creationTimestamp: z.iso.datetime().nullish(),
  ownerReferences: z.unknown().optional(),
});

/** The API server takes any text here from whoever may write the object: one that names nothing is left out. */
const controllerSchema = z.object({
  apiVersion: z
    .string()
    .max(512)
    .regex(/^[\w.-]+(\/[\w.-]+)?$/),
  kind: z
    .string()
    .max(63)
    .regex(/^[A-Za-z][-A-Za-z0-9]*$/),
  name: z.string().refine(isObjectName),
  controller: z.literal(true),
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
  const owner = listOf(data.ownerReferences).find(({ controller }) => controller === true);
  const controller = controllerSchema.safeParse(owner).data;
  return {
    labels: data.labels ?? {},
    ...(data.creationTimestamp ? { createdAt: data.creationTimestamp } : {}),
    ...(controller
      ? { controller: { apiVersion: controller.apiVersion, kind: controller.kind, name: controller.name } }
      : {}),
  };
}
