// Puts one bag of beans aside. The warehouse is busy when many ask for the same beans.

const PRICES = { Yirgacheffe: 14.5, "Santa Ana": 12, Decaf: 11 };

let asked = 0;

export const handler = async ({ beans, grams }) => {
  if (beans === "Decaf" && ++asked <= 2) {
    throw Object.assign(new Error("Everybody wants decaf today"), { name: "WarehouseBusy" });
  }
  console.log(`${grams} g of ${beans}`);
  return { beans, price: (PRICES[beans] * grams) / 250 };
};
