import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDay, openPaper, readLink, roleIn } from "../src/ballot/paper.js";
import { isSigned } from "../src/signing.js";
import { EVALUATION, Office } from "./ballot_paper.js";
import { code } from "./people.js";

const office = await Office.make();
const open = ({ served, link }, evaluation = EVALUATION) =>
    openPaper(served, link, evaluation, isSigned);
const refused = (made) => assert.rejects(open(made), code("paper"));

test("a link has a token and the hash of a paper, and nothing else", () => {
    const [token, paper] = ["0f".repeat(16), "a1".repeat(32)];
    for (const fragment of [`#${token}.${paper}`, `${token}.${paper}`]) {
        assert.deepEqual(readLink(fragment), { token, paper });
    }
    for (const fragment of [
        "",
        "#",
        `#${token}`,
        `#${token}.${paper.slice(1)}`,
        `#${token}.${paper}0`,
        `#${token}.${paper}\n`,
        `#${token.toUpperCase()}.${paper}`,
        `#${token}.${paper}&x=1`,
    ]) {
        assert.throws(() => readLink(fragment), code("link"), fragment);
    }
});

test("a paper that the link names is taken, with its supplements", async () => {
    const made = await office.paper();
    assert.equal((await open(made)).everyone, 12);
    await office.supplement(made.served);
    await office.supplement(made.served, { invited: 3 });
    const paper = await open(made);
    assert.equal(paper.everyone, 17);
    assert.equal(paper.invited, 12);
    assert.equal(paper.hash, made.link.paper);
    assert.equal(paper.recipient, office.recipient);
});

test("another paper of the same box key is refused", async () => {
    const [one, other] = [await office.paper(), await office.paper({ minimum: 3 })];
    await refused({ served: other.served, link: one.link });
});

test("a paper that is only written anew is refused", async () => {
    const made = await office.paper();
    const served = { ...made.served, paper: `${made.served.paper} ` };
    await refused({ ...made, served });
});

test("a paper of another evaluation than the page is of is refused", async () => {
    const made = await office.paper();
    await assert.rejects(open(made, EVALUATION.replace("3f", "4f")), code("paper"));
});

test("a signature by another key, or none, is refused", async () => {
    const other = await Office.make();
    const forged = await other.paper({ signer: office.signer });
    await refused(forged);
    const made = await office.paper();
    for (const signature of [undefined, null, "", "00".repeat(64), 7, ["a"]]) {
        await refused({ ...made, served: { ...made.served, signature } });
    }
});

test("a signature of a supplement is none of a paper", async () => {
    const made = await office.paper();
    const signature = await office.signature("supplement", made.served.paper);
    await refused({ ...made, served: { ...made.served, signature } });
});

const broken = {
    format: ["nob-mentorship/paper/2", undefined],
    evaluation: ["7", EVALUATION.toUpperCase(), undefined],
    recipient: ["age1", "AGE1", office.recipient.toUpperCase(), 7, undefined],
    form: ["", "AB".repeat(32), undefined],
    minimum: [2, 0, -5, 5.5, "5", null, undefined],
    audience: ["everyone", "", undefined],
    length: [1000, 768, 2049, 262_144, "2048", undefined],
    closes: ["2030-13-01", "2030-02-30", "2030-02-31x", "31-05-2030", "", undefined],
    invited: [-1, 1.5, 10_001, undefined],
    invitations: ["", undefined],
    more: [1],
};
for (const [name, values] of Object.entries(broken)) {
    test(`a signed paper with another ${name} than there may be is refused`, async () => {
        for (const value of values) {
            await refused(await office.paper({ [name]: value }));
        }
    });
}

test("a paper whose signer is no key is refused", async () => {
    for (const signer of ["00", "zz".repeat(32), "ff".repeat(32), undefined]) {
        await refused(await office.paper({ signer }));
    }
});

test("what is no paper at all is refused", async () => {
    const { link } = await office.paper();
    for (const served of [undefined, null, {}, [], "paper", { paper: 7 }]) {
        await refused({ served, link });
    }
    for (const supplements of [undefined, null, {}, "", [null], [{}], ["x"]]) {
        const made = await office.paper();
        await refused({ ...made, served: { ...made.served, supplements } });
    }
});

test("supplements that do not follow are refused", async () => {
    const twice = async (...changes) => {
        const made = await office.paper();
        for (const change of changes) {
            await office.supplement(made.served, change);
        }
        return made;
    };
    await refused(await twice({ number: 2 }));
    await refused(await twice({}, { number: 1 }));
    await refused(await twice({}, { number: 3 }));
    await refused(await twice({ invited: 0 }));
    await refused(await twice({ more: 1 }));
    await refused(await twice({ previous: "ab".repeat(32) }));
    await refused(await twice({ paper: "ab".repeat(32) }));
    for (const change of [
        (list) => list.reverse(),
        (list) => list.shift(),
        (list) => list.push(list[1]),
        (list) => (list[1].signature = list[0].signature),
        (list) => (list[0].supplement = list[0].supplement.replace("2", "9")),
    ]) {
        const made = await twice({}, {});
        change(made.served.supplements);
        await refused(made);
    }
});

test("supplements of another paper are refused", async () => {
    const [one, other] = [await office.paper(), await office.paper({ minimum: 3 })];
    await office.supplement(other.served);
    const { supplements } = other.served;
    await refused({ ...one, served: { ...one.served, supplements } });
});

test("the role is the audience's, and the server's word where that is all", () => {
    assert.equal(roleIn({ audience: "mentor" }, "mentee"), "mentor");
    assert.equal(roleIn({ audience: "mentor" }), "mentor");
    assert.equal(roleIn({ audience: "all" }, "peer"), "peer");
    for (const served of [undefined, null, "all", "boss", "", ["peer"]]) {
        assert.throws(() => roleIn({ audience: "all" }, served), code("role"));
    }
});

test("after the closing day nothing is sealed, wherever one is", () => {
    const paper = { closes: "2030-05-31" };
    for (const now of ["2020-01-01T00:00Z", "2030-05-31T12:00Z", "2030-06-01T23:59Z"]) {
        assert.doesNotThrow(() => checkDay(paper, new Date(now)));
    }
    for (const now of ["2030-06-02T00:00Z", "2031-01-01T00:00Z"]) {
        assert.throws(() => checkDay(paper, new Date(now)), code("over"));
    }
});
