// Is the child of an age that the daycare takes?

const YOUNGEST = 2;
const OLDEST = 5;

export const handler = async (event) => {
  const { name, age } = event.registration_info.child;
  const ageEligible = age >= YOUNGEST && age <= OLDEST;

  console.log(`${name} is ${age}: ${ageEligible ? "old enough, and not too old" : "not eligible"}`);
  return { statusCode: 200, ageEligible };
};
