// Takes the money. Cards that end in 0 have none.

export const handler = async ({ card, prices }) => {
  const total = prices.reduce((sum, price) => sum + price, 0);

  if (card.endsWith("0")) {
    throw Object.assign(new Error(`The bank refuses ${total.toFixed(2)} EUR`), { name: "CardDeclined" });
  }
  return { total, receipt: `${card.slice(-4)}/${total.toFixed(2)}` };
};
