/** The abbreviations of time zones that `Intl` does not know in English: standard time, and daylight saving time. */

const regions: Readonly<Record<string, string>> = {
  "CET CEST":
    "Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Copenhagen Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich CET MET Africa/Ceuta",
  "CET CET": "Africa/Algiers Africa/Tunis",
  "EET EEST":
    "Europe/Athens Europe/Bucharest Europe/Chisinau Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Mariehamn Europe/Riga Europe/Sofia Europe/Tallinn Europe/Vilnius EET Asia/Nicosia Asia/Beirut Africa/Cairo",
  "WET WEST": "Europe/Lisbon Atlantic/Canary Atlantic/Madeira Atlantic/Faroe WET",
  "GMT BST": "Europe/London Europe/Belfast Europe/Guernsey Europe/Isle_of_Man Europe/Jersey GB",
  "GMT IST": "Europe/Dublin Eire",
  "GMT GMT": "Africa/Abidjan Africa/Accra Africa/Dakar Atlantic/Reykjavik Etc/GMT GMT",
  "MSK MSK": "Europe/Moscow Europe/Minsk Europe/Simferopol",
  "IST IST": "Asia/Kolkata Asia/Calcutta",
  "IST IDT": "Asia/Jerusalem Asia/Tel_Aviv Israel",
  "JST JST": "Asia/Tokyo Japan",
  "KST KST": "Asia/Seoul Asia/Pyongyang ROK",
  "CST CST": "Asia/Shanghai Asia/Taipei Asia/Macau PRC",
  "HKT HKT": "Asia/Hong_Kong Hongkong",
  "PST PST": "Asia/Manila",
  "WIB WIB": "Asia/Jakarta Asia/Pontianak",
  "PKT PKT": "Asia/Karachi",
  "AEST AEDT": "Australia/Sydney Australia/Melbourne Australia/Hobart Australia/Canberra",
  "AEST AEST": "Australia/Brisbane Australia/Lindeman",
  "ACST ACDT": "Australia/Adelaide Australia/Broken_Hill",
  "ACST ACST": "Australia/Darwin",
  "AWST AWST": "Australia/Perth",
  "NZST NZDT": "Pacific/Auckland Antarctica/McMurdo NZ",
  "SAST SAST": "Africa/Johannesburg Africa/Maseru Africa/Mbabane",
  "WAT WAT": "Africa/Lagos Africa/Kinshasa Africa/Luanda",
  "EAT EAT": "Africa/Nairobi Africa/Addis_Ababa Africa/Kampala",
  "CAT CAT": "Africa/Harare Africa/Maputo Africa/Lusaka Africa/Johannesburg",
};

const byZone = new Map(
  Object.entries(regions).flatMap(([names, zones]) =>
    zones.split(" ").map((zone) => [zone, names.split(" ")] as const),
  ),
);

/** @param short what `Intl` calls it: `EST`, or `GMT+5:30` where it knows no name */
export function zoneAbbreviation(zone: string, isDaylight: boolean, short: string): string {
  const known = byZone.get(zone);
  if (known) return known[isDaylight ? 1 : 0] ?? short;
  // Zones without a name go by their offset in the tz database, as `+0530`.
  const offset = /^GMT([-+])(\d+)(?::(\d\d))?$/.exec(short);
  return offset ? `${offset[1]}${offset[2]?.padStart(2, "0")}${offset[3] ?? ""}` : short;
}
