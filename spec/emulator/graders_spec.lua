local http = require "spec.support.http"

describe("the emulator's graders", function()
    local api

    http.around(function(_, made) api = made end)

    local function run(grader, sample, item)
        grader.name = grader.name or "g"
        local answer = api:post("/fine_tuning/alpha/graders/run", { grader = grader, model_sample = sample,
            item = item })
        assert.equal(200, answer.status, answer.body)
        return answer.json
    end

    local function check(operation, reference)
        return { type = "string_check", name = "c", input = "{{sample.output_text}}", reference = reference,
            operation = operation }
    end

    local function similarity(metric)
        return { type = "text_similarity", name = "s", input = "{{sample.output_text}}", reference = "{{item.answer}}",
            evaluation_metric = metric }
    end

    it("compare strings in four ways", function()
        assert.equal(1, run(check("eq", "Gold"), "Gold").reward)
        assert.equal(0, run(check("eq", "gold"), "Gold").reward)
        assert.equal(1, run(check("ne", "gold"), "Gold").reward)
        assert.equal(1, run(check("like", "Go"), "Gold").reward)
        assert.equal(0, run(check("like", "go"), "Gold").reward)
        assert.equal(1, run(check("ilike", "go"), "Gold").reward)
    end)

    it("fill in items and JSON samples, and tell when a name does not exist", function()
        local grader = { type = "string_check", input = "{{ sample.output_json.metal }}",
            reference = "{{item.deep.metal}}",
            operation = "eq" }
        assert.equal(1, run(grader, '{"metal":"gold"}', { deep = { metal = "gold" } }).reward)
        assert.is_true(run(grader, "no json", { deep = { metal = "gold" } }).metadata.errors.invalid_variable_error)
    end)

    it("measure similarity from 0 to 1 by every metric", function()
        for _, metric in ipairs{ "cosine", "fuzzy_match", "bleu", "gleu", "meteor", "rouge_1", "rouge_2", "rouge_3",
            "rouge_4", "rouge_5", "rouge_l" } do
            local item = { answer = "the quick brown fox jumps" }
            local same = run(similarity(metric), "the quick brown fox jumps", item).reward
            local near = run(similarity(metric), "the quick brown fox jumps over it", item).reward
            local far = run(similarity(metric), "zzz", item).reward
            assert.is_true(same > 0.99 and same <= 1.000001, metric)
            assert.is_true(near < same and near > far, metric)
        end
    end)

    it("combine others by a formula", function()
        local multi = { type = "multi", calculate_output = "max(a, b) * 2 - (a + 1) ^ 2 / 4",
            graders = { a = check("eq", "x"), b = check("eq", "y") } }
        local result = run(multi, "x")
        assert.equal(1, result.reward)
        assert.same({ a = 1, b = 0 }, result.sub_rewards)
    end)

    it("tell when the formula cannot be read", function()
        local multi = { type = "multi", calculate_output = "a + unknown", graders = { a = check("eq", "x") } }
        assert.is_true(run(multi, "x").metadata.errors.formula_parse_error)
    end)

    it("score by a stand-in for a model, repeatably and within the range", function()
        local grader = { type = "score_model", model = "gpt-4o", range = { 2, 4 },
            input = { { role = "user", content = "Rate: {{sample.output_text}}" } } }
        local result = run(grader, "gold")
        assert.is_true(result.reward >= 2 and result.reward <= 4)
        assert.equal(result.reward, run(grader, "gold").reward)
        assert.equal("gpt-4o", result.metadata.sampled_model_name)
        assert.is_true(result.model_grader_token_usage_per_model["gpt-4o"] > 0)
    end)

    it("say that Python is not run here", function()
        local result = run({ type = "python", source = "def grade(sample, item): return 1" }, "x")
        assert.is_true(result.metadata.errors.python_grader_server_error)
    end)

    it("are validated with the path of what is wrong", function()
        local function validate(grader)
            return api:post("/fine_tuning/alpha/graders/validate", { grader = grader })
        end
        local good = check("eq", "x")
        assert.same(good, validate(good).json.grader)
        for param, grader in pairs{
            ["grader.operation"] = check("equals", "x"),
            ["grader.type"] = { type = "magic", name = "g" },
            ["grader.input"] = { type = "string_check", name = "g", reference = "", operation = "eq" },
            ["grader.graders.a.operation"] = { type = "multi", name = "m", calculate_output = "a",
                graders = { a = check("equals", "x") } },
        } do
            local answer = validate(grader)
            assert.equal(400, answer.status)
            assert.equal(param, answer.json.error.param)
        end
        assert.equal("grader", api:post("/fine_tuning/alpha/graders/validate", {}).json.error.param)
    end)
end)
