// Is there a spot on every wanted day? Answers with the days that are full.

const FREE_SPOTS = { Mon: 2, Tue: 1, Wed: 4, Thu: 3, Fri: 0 };

export const handler = async (event) => {
  const { daysOfWeek } = event.registration_info;
  const fullDays = daysOfWeek.filter((day) => !FREE_SPOTS[day]);

  for (const day of daysOfWeek) {
    console.log(`${day}: ${FREE_SPOTS[day] ?? 0} free`);
  }
  return { statusCode: 200, fullDays };
};
