/** In a nested envelope the key that KMS made is the first of several: it is named here as the picture names it. */
import type { Anatomy, CallTrace } from "#glass/trace.ts";

/** As KMS itself calls the key that it makes and wraps: the data key. */
export const anatomyOfPicture = (anatomy: Anatomy, depth: number): Anatomy =>
  depth === 1
    ? anatomy
    : {
        ...anatomy,
        title: anatomy.title.replace(/^The data key/, "Key 1"),
        fields: anatomy.fields.map((field) => ({ ...field, name: field.name.replace(/^data key/, "key 1") })),
      };

export const traceOfPicture = (trace: CallTrace, depth: number): CallTrace =>
  depth === 1
    ? trace
    : {
        ...trace,
        hsm: trace.hsm.map((step) => ({ ...step, anatomy: step.anatomy && anatomyOfPicture(step.anatomy, depth) })),
      };
