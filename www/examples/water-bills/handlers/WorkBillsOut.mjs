// Works out the bills of one batch of meters: 2.10 EUR for each cubic metre.
//
// A meter that was exchanged starts again at 0, so that it seems to run backwards, and its batch fails.
// One such batch of three is borne. If two fail, the execution does: say `true` here, and press Redrive.

const METERS_MAY_BE_NEW = false;

const used = ({ meter, before, now }) => {
  if (now >= before) return now - before;
  if (METERS_MAY_BE_NEW) return now;
  throw Object.assign(new Error(`${meter} went from ${before} to ${now}`), { name: "MeterRanBackwards" });
};

export const handler = async ({ Items, BatchInput }) => {
  console.log(`${BatchInput.month}: ${Items.length} meters`);
  return { bills: Items.map((item) => ({ meter: item.meter, euros: used(item) * 2.1 })) };
};
