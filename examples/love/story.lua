--- What is known and what is said tonight at the ferry. Pure data.
local story = {}

--- From left to right on the landing stage.
story.characters = {
    { id = "oswin", name = "Oswin", trade = "ferryman", colour = { 0.93, 0.72, 0.36 } },
    { id = "mira", name = "Mira", trade = "herbalist", colour = { 0.56, 0.80, 0.52 } },
    { id = "tamsin", name = "Tamsin", trade = "smith", colour = { 0.95, 0.52, 0.38 } },
    { id = "brannoc", name = "Brannoc", trade = "soldier, once", colour = { 0.52, 0.70, 0.95 } },
}

--- What each of them carries along from earlier days; nobody else knows it.
story.memories = {
    { of = "oswin", at = "the year of the fire",
        text = "The night the old bridge burned I rowed nineteen people over, four at a time." },
    { of = "oswin", at = "before the wars",
        text = "My brother Edric took the ferry out in the fog, and only the boat came back." },
    { of = "oswin", at = "as a boy",
        text = "A bell under the water rings before every flood. My father heard it, and so have I." },
    { of = "oswin", at = "in the first year",
        text = "I never charge a child for the crossing. Someone once did, and I have not forgotten." },
    { of = "oswin", at = "the wolf winter",
        text = "One winter the river froze so hard that wolves walked over it to our doors." },

    { of = "mira", at = "last autumn",
        text = "I boiled willow bark for the miller's fever, and he lived to complain about the taste." },
    { of = "mira", at = "as a girl",
        text = "My mother taught me: moonwort by night, nettle by day, and never pick the last one." },
    { of = "mira", at = "in the town",
        text = "The healer in the town sold coloured water. I said so aloud, and had to leave." },
    { of = "mira", at = "two summers ago",
        text = "On the far bank grows a white flower that closes the worst wounds." },
    { of = "mira", at = "the year of the flood",
        text = "The flood took our garden in one night. I still dream of it and wake with wet hands." },

    { of = "tamsin", at = "at eleven",
        text = "I forged my first blade from a broken ploughshare and cut my own thumb on it." },
    { of = "tamsin", at = "every morning",
        text = "My father says that a smith who fears the fire should bake bread instead." },
    { of = "tamsin", at = "last spring",
        text = "I cast the new bell for the ferry, and it has a crack that only I can hear." },
    { of = "tamsin", at = "seven years ago",
        text = "A man paid me in silver to sharpen his sword and never came back for it." },
    { of = "tamsin", at = "at six, the wolf winter",
        text = "I fell through the ice when I was a child, and a stranger pulled me out by my hair." },

    { of = "brannoc", at = "the year of the fire",
        text = "I held the bridge for an hour with nine men. Three of us walked off it." },
    { of = "brannoc", at = "seven years ago",
        text = "I left my sword with a young smith and told myself I would not need it again." },
    { of = "brannoc", at = "the wolf winter",
        text = "I pulled a little girl out of the ice by her hair, and never learned her name." },
    { of = "brannoc", at = "the year of the fire",
        text = "The captain gave the order to burn the bridge. I carried the torch." },
    { of = "brannoc", at = "on the march north",
        text = "A wolf that is not hungry only watches you. It is the same with kings." },
}

--- Tonight: who says what to whom.
story.lines = {
    { by = "oswin", to = "brannoc", text = "No crossing tonight. The river is high, and the fog eats lanterns." },
    { by = "brannoc", to = "oswin",
        text = "I can wait. I have waited on this bank before, when the old bridge still stood." },
    { by = "oswin", to = "brannoc", text = "The bridge! I saw it burn, soldier. I rowed until my hands bled." },
    { by = "brannoc", to = "oswin", text = "And how many people came over, the night the old bridge burned?" },
    { by = "oswin", to = "mira",
        text = "All that I could carry. Mira, how you shiver! Have you caught the miller's fever?" },
    { by = "mira", to = "tamsin",
        text = "It is no fever. I dreamed of the flood again, and of a bell that rang under the water." },
    { by = "tamsin", to = "oswin", text = "A bell? Mine hangs on the ferry. Has anyone heard it ring by itself?" },
    { by = "oswin", to = "tamsin",
        text = "Not the new bell, girl. Not one that you cast for the ferry. An older one." },
    { by = "tamsin", to = "mira",
        text = "Then let me say it before the water does: my bell has a crack. I was too proud." },
    { by = "mira", to = "tamsin", text = "Pride heals. Your thumb does not: that cut from the blade is open again." },
    { by = "tamsin", to = "brannoc",
        text = "It is only a sword I sharpen every spring. Its owner paid in silver and never came back." },
    { by = "brannoc", to = "tamsin", text = "And if the man were ashamed to come and ask you for his sword?" },
    { by = "tamsin", to = "brannoc", text = "Then I would tell him what my father says of those who fear the fire." },
    { by = "mira", to = "brannoc", text = "Quiet. There is a wolf on the far bank, and it only watches us." },
    { by = "brannoc", to = "oswin",
        text = "They came over the frozen river once. You must remember that winter of the wolves." },
    { by = "oswin", to = "tamsin",
        text = "Remember it! That was the winter when a child fell through the ice, there by the post." },
    { by = "tamsin", to = "brannoc", text = "I was that child. A stranger pulled me out of the ice by my hair." },
    { by = "brannoc", to = "tamsin",
        text = "The child who fell through the ice! I pulled you out by the hair, and you shouted at me." },
    { by = "tamsin", to = "brannoc",
        text = "Tamsin. And then you left a sword with a smith, seven years ago. Was it you?" },
    { by = "brannoc", to = "oswin",
        text = "It was. I wore that sword on the night I set fire to the bridge. There, it is said." },
    { by = "oswin", to = "brannoc",
        text = "Nineteen people I rowed over. And each time somebody held my boat steady in the smoke." },
    { by = "brannoc", to = "mira", text = "That was me as well. It does not make up for the torch." },
    { by = "mira", to = "brannoc",
        text = "Nothing makes up for anything. But nettle is the first to grow on burnt ground." },
    { by = "oswin", to = "mira", text = "Hush. Do you hear it? Under the water. The bell." },
    { by = "mira", to = "oswin",
        text = "The flood is coming. We must make the crossing now, while the lanterns burn." },
    { by = "tamsin", to = "oswin",
        text = "What do you charge for the crossing, ferryman? I was a child, and have not forgotten." },
    { by = "oswin", to = "brannoc",
        text = "Not a penny. You held my boat steady once, soldier. Come, hold it steady again." },
}

--- Who is called so.
---@param id string
---@return table? character
function story.find(id)
    for _, character in ipairs(story.characters) do
        if character.id == id then return character end
    end
end

return story
