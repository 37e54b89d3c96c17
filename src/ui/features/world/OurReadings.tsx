import { ALL_READINGS } from "#words/our-readings.ts";

/** Every rule by which this KMS decides and that is not AWS's word; each also stands beside what it had a part in. */
export default function OurReadings() {
  return (
    <details className="mt-10 max-w-[46rem] border-t border-line pt-3 text-sm">
      <summary className="target w-fit font-semibold hover:underline">Our reading: where AWS says nothing</summary>
      <p className="mt-2 text-pretty text-soft">
        AWS neither documents these rules nor was it seen to follow them. Where one has a part in a decision, its
        sentence stands beside it.
      </p>
      <ul className="mt-2 grid list-disc gap-1.5 pl-5">
        {ALL_READINGS.map(({ says }) => (
          <li key={says} className="text-pretty">
            {says}
          </li>
        ))}
      </ul>
    </details>
  );
}
