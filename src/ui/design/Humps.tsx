import { Fragment } from "react";

/** A name in camel case that may break before its capitals where there is no room: `GenerateDataKey`. */
export const Humps = ({ name }: { readonly name: string }) =>
  name.split(/(?<=[a-z0-9])(?=[A-Z])/).map((hump, i) => (
    // Pieces of one name never move.
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {hump}
    </Fragment>
  ));
