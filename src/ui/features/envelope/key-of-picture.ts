/** In a nested envelope the key that KMS made is the first of several: it is named here as the picture names it. */
import type { Anatomy, CallTrace } from "#glass/trace.ts";
import { nestedKeyName } from "#words/nested-key.ts";

/** KMS's own word for the key that it makes and wraps. */
const KMS_WORD = "data key";

export const anatomyOfPicture = (anatomy: Anatomy, depth: number): Anatomy => ({
  ...anatomy,
  fields: anatomy.fields.map((field) =>
    field.name === KMS_WORD ? { ...field, name: nestedKeyName(1, depth) } : field,
  ),
});

export const traceOfPicture = (trace: CallTrace, depth: number): CallTrace =>
  depth === 1
    ? trace
    : {
        ...trace,
        hsm: trace.hsm.map((step) =>
          step.anatomy === null ? step : { ...step, anatomy: anatomyOfPicture(step.anatomy, depth) },
        ),
      };
