-- Prosody authentication provider: whether somebody may sign in is the notifier's to say.
--   authentication = "belfry"
--   belfry_sign_in_url = "http://127.0.0.1:8490/sign-in"
-- The password reaches the notifier in clear, on this machine: PLAIN is the only mechanism, so require encryption.
local http = require "net.http";
local json = require "util.json";
local async = require "util.async";
local new_sasl = require "util.sasl".new;

local host = module.host;
local url = module:get_option_string("belfry_sign_in_url", "http://127.0.0.1:8490/sign-in");
local provider = {};

-- true, false, or nil when nobody knows.
local function ask(user, password)
	local wait, done = async.waiter();
	local verdict;
	http.request(url, {
		method = "POST";
		headers = { ["Content-Type"] = "application/json" };
		body = json.encode({ user = user, domain = host, password = password });
	}, function (_, code)
		if code == 204 then
			verdict = true;
		elseif code == 403 then
			verdict = false;
		else
			module:log("error", "The notifier at %s does not answer (%s): nobody can sign in", url, tostring(code));
		end
		done();
	end);
	wait();
	return verdict;
end

function provider.test_password(user, password)
	return ask(user, password) == true;
end

-- Devices come and go; which there are is not asked for.
function provider.user_exists()
	return true;
end

function provider.set_password()
	return nil, "accounts belong to the notifier";
end
provider.create_user = provider.set_password;
provider.delete_user = provider.set_password;

function provider.get_sasl_handler()
	return new_sasl(host, {
		plain_test = function (_, user, password)
			return ask(user, password) == true, true;
		end;
	});
end

module:provides("auth", provider);
